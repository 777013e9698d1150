// SPDX-License-Identifier: Apache-2.0
import { createBalancer } from '../engine/balancer.js';
import type { Simulator } from '../engine/simulator.js';
import { callSpecialist } from './call-specialist.js';
import type { CostDraws } from './cost-draws.js';
import type { MeshOptions } from './mesh-options.js';
import type { Pod } from './pod.js';
import type { SpecialistPod } from './specialist-pods.js';

/** What became of a report. */
export type Outcome = 'complete' | 'degraded' | 'shed' | 'failed';

/** One copy of fusion-llm. */
export interface FusionPod {
  readonly pod: Pod;
  /** Makes a report of a frame that has arrived; its last event has left when it ends. */
  generate(deadlineAtMs: number, ended: (outcome: Outcome) => void): void;
}

const service = 'fusion-llm';
/** Part of the time left that specialists may use. */
const specialistShare = 0.5;

/** The frame to all specialists at once, then the projector and the decoder, a step at a time. */
export function createFusionPod(
  simulator: Simulator,
  pod: Pod,
  specialists: Readonly<Record<string, readonly SpecialistPod[]>>,
  draws: CostDraws,
  { limits }: MeshOptions,
): FusionPod {
  // Each copy knows only of its own calls.
  const callers = Object.values(specialists).map((copies) => ({
    copies: copies.length,
    targets: createBalancer(copies),
  }));
  const { frameBytes, reportBytes } = draws;
  let inProgress = 0;

  return {
    pod,
    generate(deadlineAtMs, ended) {
      if (inProgress >= limits.fusionReports) return ended('shed');
      inProgress++;
      const end = (outcome: Outcome): void => {
        inProgress--;
        ended(outcome);
      };
      let stepsLeft = draws.tokens();
      let isWhole = true;
      pod.background(draws.work(service, 'other').cpuMs);
      pod.main.run(draws.work(service, 'send'), fanOut);

      function fanOut(): void {
        let open = callers.length;
        const leftMs = deadlineAtMs - simulator.nowMs;
        const deadlineMs = Math.min(limits.specialistDeadlineMs, specialistShare * leftMs);
        for (const { copies, targets } of callers) {
          const call = { from: pod, frameBytes, targets, copies, deadlineMs };
          callSpecialist(simulator, call, (answered) => {
            isWhole &&= answered;
            const arrived = (): void => {
              if (--open === 0) pod.main.run(draws.work(service, 'gather'), fuse);
            };
            if (answered) pod.main.run(draws.work(service, 'collect'), arrived);
            else arrived();
          });
        }
      }

      function fuse(): void {
        pod.worker.run(draws.work(service, 'fuse'), () =>
          pod.worker.run(draws.work(service, 'prefill'), decode),
        );
      }

      /** A step of each text in turn: the next one joins the end of the thread's line. */
      function decode(): void {
        if (simulator.nowMs > deadlineAtMs) return end('failed');
        if (stepsLeft-- > 0) return pod.worker.run(draws.work(service, 'token'), decode);
        pod.main.run(draws.work(service, 'finish'), () =>
          pod.link.send(reportBytes, () => end(isWhole ? 'complete' : 'degraded')),
        );
      }
    },
  };
}
