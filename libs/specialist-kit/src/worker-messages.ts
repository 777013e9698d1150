// SPDX-License-Identifier: Apache-2.0
import type { ClassStatistic, Frame } from '@asarg/contracts';
import type { SpecialistManifest } from '@asarg/model-bundle';
import type { ExecutionProvider } from '@asarg/runtime';
import type { WireTensor } from '@asarg/tensor';

/** What the worker of a specialist is started with. */
export interface WorkerSetup {
  readonly manifest: SpecialistManifest;
  readonly modelPath: string;
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
