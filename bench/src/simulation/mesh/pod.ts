// SPDX-License-Identifier: Apache-2.0
import { createLink, type Link } from '../engine/link.js';
import type { Processor, Work } from '../engine/processor.js';
import type { Simulator } from '../engine/simulator.js';
import { createThread, type Thread } from '../engine/thread.js';
import type { MeshNetwork } from './mesh-options.js';

/** One copy of a service: a process. */
export interface Pod {
  readonly main: Thread;
  /** Where its networks run, or its images are decoded. */
  readonly worker: Thread;
  readonly link: Link;
  readonly processor: Processor;
  /** Processor time that its work took so far, in milliseconds. */
  readonly cpuMs: number;
  /** Work that nobody waits for: collecting garbage, compiling, compressing. */
  background(cpuMs: number): void;
}

/**
 * The claim of a thread that computes: services set its nice value to 7, so that it yields to
 * threads that answer. It is Linux's weight of 7 over its weight of 0.
 */
export const computingWeight = 215 / 1024;

export function createPod(simulator: Simulator, processor: Processor, network: MeshNetwork): Pod {
  let cpuMs = 0;
  const counted = (weight: number): Processor => ({
    ...processor,
    run: (work: Work, done) =>
      processor.run({ ...work, weight }, () => {
        cpuMs += work.cpuMs;
        done();
      }),
  });
  const [answering, computing] = [counted(1), counted(computingWeight)];
  return {
    main: createThread(simulator, answering),
    worker: createThread(simulator, computing),
    link: createLink(simulator, network),
    processor,
    get cpuMs() {
      return cpuMs;
    },
    background(ms) {
      if (ms > 0) answering.run({ cpuMs: ms }, () => undefined);
    },
  };
}
