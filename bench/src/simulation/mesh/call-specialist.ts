// SPDX-License-Identifier: Apache-2.0
import type { Balancer } from '../engine/balancer.js';
import type { Simulator } from '../engine/simulator.js';
import type { Pod } from './pod.js';
import type { SpecialistPod } from './specialist-pods.js';

export interface SpecialistCall {
  readonly from: Pod;
  readonly frameBytes: number;
  readonly targets: Balancer<SpecialistPod>;
  readonly copies: number;
  readonly deadlineMs: number;
}

/** Milliseconds until an instance whose queue was full is tried again: the policy of calls. */
const sameInstanceMs = 400;
const attempts = 2;

/**
 * Calls a specialist as fusion-llm does: the copy with the fewest calls of ours in flight; if its
 * queue is full, another one at once or the same one later, once. Hedges are not modelled: no
 * call is hedged unless the policy asks for it.
 */
export function callSpecialist(
  simulator: Simulator,
  { from, frameBytes, targets, copies, deadlineMs }: SpecialistCall,
  ended: (answered: boolean) => void,
): void {
  let isOver = false;
  let leave = (): void => undefined;
  const end = (answered: boolean): void => {
    if (isOver) return;
    isOver = true;
    timer.cancel();
    ended(answered);
  };
  const timer = simulator.after(deadlineMs, () => {
    leave();
    end(false);
  });

  function attempt(number: number, except?: SpecialistPod): void {
    if (isOver) return;
    const { target, release } = targets.pick(except);
    from.link.send(frameBytes, () => {
      const job = target.encode({
        answered() {
          release();
          end(true);
        },
        refused() {
          release();
          if (number >= attempts) return end(false);
          if (copies > 1) attempt(number + 1, target);
          else simulator.after(sameInstanceMs, () => attempt(number + 1));
        },
      });
      leave = () => {
        job.leave();
        release();
      };
    });
  }
  attempt(1);
}
