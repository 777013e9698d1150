// SPDX-License-Identifier: Apache-2.0
import { createBatchServer, type BatchServer } from '../engine/batch-server.js';
import type { Work } from '../engine/processor.js';
import type { Simulator } from '../engine/simulator.js';
import type { CostDraws } from './cost-draws.js';
import type { MeshOptions } from './mesh-options.js';
import type { Pod } from './pod.js';

/** A request that a specialist has. */
export interface EncodeJob {
  readonly work: Work;
}

/** How one call of a specialist ends. */
export interface EncodeEnd {
  readonly answered: () => void;
  /** The queue was full. */
  readonly refused: () => void;
}

/** One copy of a specialist. */
export interface SpecialistPod {
  readonly pod: Pod;
  readonly queue: BatchServer<EncodeJob>;
  /** Takes a frame that has arrived; the answer has left when `answered` is called. */
  encode(end: EncodeEnd): { leave(): void };
}

/** Its main thread takes frames in and sends answers, its worker runs the network. */
export function createSpecialistPod(
  simulator: Simulator,
  service: string,
  pod: Pod,
  draws: CostDraws,
  { limits, batchShare }: MeshOptions,
): SpecialistPod {
  const queue = createBatchServer<EncodeJob>(simulator, {
    maxBatch: limits.maxBatch,
    maxWaiting: limits.specialistQueue,
    run(jobs, done) {
      const all = jobs.reduce((sum, { work }) => sum + work.cpuMs, 0);
      const share = (batchShare / jobs.length + 1 - batchShare) * all;
      pod.worker.run({ ...jobs[0]!.work, cpuMs: share }, done);
    },
  });
  const bytesOut = draws.answerBytes(service);
  return {
    pod,
    queue,
    encode({ answered, refused }) {
      const job: EncodeJob = { work: draws.work(service, 'encode') };
      const receive = draws.work(service, 'receive');
      const answer = draws.work(service, 'answer');
      const other = draws.work(service, 'other');
      pod.main.run(receive, () => {
        pod.background(other.cpuMs);
        const isIn = queue.submit(job, () =>
          pod.main.run(answer, () => pod.link.send(bytesOut, answered)),
        );
        if (!isIn) refused();
      });
      return { leave: () => void queue.leave(job) };
    },
  };
}
