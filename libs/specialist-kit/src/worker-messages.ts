// SPDX-License-Identifier: Apache-2.0
import type { ClassStatistic, Frame } from '@asarg/contracts';
import type { SpecialistManifest } from '@asarg/model-bundle';
import type { ExecutionProvider } from '@asarg/runtime';
import type { WireTensor } from '@asarg/tensor';

/** What the worker of a specialist is started with. */
export interface WorkerSetup {
  readonly manifest: SpecialistManifest;
  /** The network's file; absent for a remote model. */
  readonly modelPath?: string;
  readonly executionProvider: ExecutionProvider;
  readonly threads: number;
  /** URL of a module that exports `SpecialistSteps`. */
  readonly steps?: string;
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
  readonly preprocessMs: number;
  readonly runMs: number;
  readonly postprocessMs: number;
}
