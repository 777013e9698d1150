// SPDX-License-Identifier: Apache-2.0
import type { Balancer } from '../engine/balancer.js';
import type { Simulator } from '../engine/simulator.js';
import type { CostDraws } from './cost-draws.js';
import type { FusionPod, Outcome } from './fusion-pods.js';
import type { MeshOptions } from './mesh-options.js';
import type { Pod } from './pod.js';

/** One copy of the gateway. */
export interface GatewayPod {
  readonly pod: Pod;
  /** Takes a request, which may have to wait; the report is stored, or refused, when it ends. */
  submit(ended: (outcome: Outcome) => void): void;
}

const service = 'gateway';

/** Decodes the image, has fusion-llm make the report, stores it, and draws the rendering. */
export function createGatewayPod(
  simulator: Simulator,
  pod: Pod,
  fusions: Balancer<FusionPod>,
  draws: CostDraws,
  { limits }: MeshOptions,
): GatewayPod {
  const line: (() => void)[] = [];
  let inProgress = 0;

  function begin(ended: (outcome: Outcome) => void): void {
    inProgress++;
    const end = (outcome: Outcome): void => {
      inProgress--;
      ended(outcome);
      line.shift()?.();
    };
    pod.background(draws.work(service, 'other').cpuMs);
    pod.main.run(draws.work(service, 'receive'), () =>
      pod.worker.run(draws.work(service, 'decode-image'), send),
    );

    function send(): void {
      const { target, release } = fusions.pick();
      pod.link.send(draws.frameBytes, () =>
        target.generate(simulator.nowMs + limits.reportDeadlineMs, (outcome) => {
          release();
          if (outcome === 'shed') return end(outcome);
          pod.main.run(draws.work(service, 'store'), () => {
            end(outcome);
            pod.worker.run(draws.work(service, 'render'), () => undefined);
          });
        }),
      );
    }
  }

  return {
    pod,
    submit(ended) {
      if (inProgress < limits.gatewayReports) begin(ended);
      else if (line.length < limits.gatewayQueue) line.push(() => begin(ended));
      else ended('shed');
    },
  };
}
