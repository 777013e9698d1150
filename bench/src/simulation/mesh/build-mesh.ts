// SPDX-License-Identifier: Apache-2.0
import { createBalancer } from '../engine/balancer.js';
import { createProcessor, type Processor } from '../engine/processor.js';
import type { Simulator } from '../engine/simulator.js';
import type { CostDraws } from './cost-draws.js';
import { createFusionPod, type Outcome } from './fusion-pods.js';
import { createGatewayPod } from './gateway-pods.js';
import type { MeshOptions, SharedMachine } from './mesh-options.js';
import { createPod, type Pod } from './pod.js';
import { createSpecialistPod, type SpecialistPod } from './specialist-pods.js';

/** A simulated mesh. */
export interface SimulatedMesh {
  /** Copies by service; the queues are those of specialists. */
  readonly pods: Readonly<Record<string, readonly Pod[]>>;
  readonly specialists: Readonly<Record<string, readonly SpecialistPod[]>>;
  /** Sends an image to the gateway with the fewest reports in progress. */
  submit(ended: (outcome: Outcome) => void): void;
}

/** @throws RangeError if a service has no copy. */
export function buildMesh(
  simulator: Simulator,
  specialistNames: readonly string[],
  draws: CostDraws,
  options: MeshOptions,
): SimulatedMesh {
  const { services, shared, network } = options;
  const machine = shared && createMachine(simulator, shared);
  const podsOf = (service: string): Pod[] => {
    const { copies = 0, cores = 1 } = services[service] ?? {};
    if (copies < 1) throw new RangeError(`expected at least one copy of ${service}, found none`);
    return Array.from({ length: copies }, () =>
      createPod(simulator, machine ?? createProcessor(simulator, { cores }), network),
    );
  };
  const specialists = Object.fromEntries(
    specialistNames.map((name) => [
      name,
      podsOf(name).map((pod) => createSpecialistPod(simulator, name, pod, draws, options)),
    ]),
  );
  const fusions = podsOf('fusion-llm').map((pod) =>
    createFusionPod(simulator, pod, specialists, draws, options),
  );
  const gateways = podsOf('gateway').map((pod) =>
    createGatewayPod(simulator, pod, createBalancer(fusions), draws, options),
  );
  const front = createBalancer(gateways);
  return {
    pods: {
      gateway: gateways.map(({ pod }) => pod),
      'fusion-llm': fusions.map(({ pod }) => pod),
      ...Object.fromEntries(
        Object.entries(specialists).map(([name, copies]) => [name, copies.map(({ pod }) => pod)]),
      ),
    },
    specialists,
    submit(ended) {
      const { target, release } = front.pick();
      target.submit((outcome) => {
        release();
        ended(outcome);
      });
    },
  };
}

function createMachine(simulator: Simulator, { cores, others }: SharedMachine): Processor {
  if (typeof others === 'number') return createProcessor(simulator, { cores, others });
  const processor = createProcessor(simulator, { cores });
  let at = 0;
  const step = (): void => {
    processor.setOthers(others.threads[at++ % others.threads.length]!);
    simulator.after(others.everyMs, step);
  };
  step();
  return processor;
}
