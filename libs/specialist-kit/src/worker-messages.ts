// SPDX-License-Identifier: Apache-2.0
import type { ClassStatistic, Frame } from '@asarg/contracts';
import type { SpecialistManifest } from '@asarg/model-bundle';
import type { ExecutionProvider, PortableError } from '@asarg/runtime';
import type { WireTensor } from '@asarg/tensor';
import type { BatchReport } from './batch/run-batch.js';

/** What the worker of a specialist is started with. */
export interface WorkerSetup {
  readonly manifest: SpecialistManifest;
  /** The network's file; absent for a remote model. */
  readonly modelPath?: string;
  readonly executionProvider: ExecutionProvider;
  readonly threads: number;
  /** Frames that the network is to be given together at most. @default 1 */
  readonly maxBatch?: number;
  /** URL of a module that exports `SpecialistSteps`. */
  readonly steps?: string;
}

/** What the worker tells when it is ready. */
export interface WorkerReady {
  /** Frames that the network can be given together: what was asked for, or 1. */
  readonly maxBatch: number;
  /** Why it is 1, though more were asked for. */
  readonly batchRefusal?: string;
}

/** One frame to encode. */
export interface EncodeCall {
  readonly frame: Frame;
  /** Names of the outputs wanted. */
  readonly outputs: readonly string[];
  /**
   * From a caller of plain tensors: the frame has no digest to be checked, and no output is
   * compressed. @default false
   */
  readonly plain?: boolean;
  /** When the caller stops waiting, in milliseconds since the epoch. @default never */
  readonly deadlineAtMs?: number;
}

/** An encoding, ready for the wire. */
export interface EncodeAnswer {
  /** In the order of the manifest. */
  readonly tensors: readonly WireTensor[];
  readonly statistics?: readonly ClassStatistic[];
  /** From when the batch was taken until the run began. */
  readonly preprocessMs: number;
  /** The run of the network. */
  readonly runMs: number;
  /** From the end of the run until this answer was ready. */
  readonly postprocessMs: number;
  /** Frames that the network was given in this run. */
  readonly batchSize: number;
}

/** Frames to encode together, as they are posted to the worker. */
export interface BatchCall {
  readonly calls: readonly EncodeCall[];
  /** When they were taken, on the clock that threads share. */
  readonly takenMs: number;
}

/** Posted for each frame of a batch as soon as it is known. */
export interface FrameOutcome {
  /** Index of the call. */
  readonly index: number;
  readonly outcome:
    | { readonly $case: 'answered'; readonly value: EncodeAnswer }
    | { readonly $case: 'failed'; readonly value: PortableError };
}

/** Posted when a batch has ended: times on the clock that threads share. */
export interface WorkerReport extends Omit<BatchReport, 'error'> {
  readonly error?: PortableError;
}
