// SPDX-License-Identifier: Apache-2.0
/**
 * Hosts any model bundle as a specialist of the mesh: the network in a worker thread, a bounded
 * queue in front of it, streamed tensors, health, reflection and graceful drain.
 *
 * ```ts
 * // services/my-model/src/main.ts: the whole service, if the kit's steps fit the model
 * import { runSpecialist } from '@asarg/specialist-kit';
 *
 * runSpecialist({
 *   service: 'my-model',
 *   listen: '127.0.0.1:7014',
 *   steps: new URL('./postprocess.js', import.meta.url), // optional, exports SpecialistSteps
 * });
 * ```
 */
export { runSpecialist } from './run-specialist.js';
export type { RunSpecialistOptions } from './run-specialist.js';
export { specialistServiceName, startSpecialist } from './start-specialist.js';
export type { RunningSpecialist, SpecialistOptions } from './start-specialist.js';
export type {
  Batch,
  BatchEnd,
  BatchMember,
  BatchObserver,
  BatchPhases,
  Interval,
} from './batch/batch-observer.js';
export { readSpecialistConfig, specialistVariables } from './config.js';
export type { SpecialistConfig } from './config.js';
export { joinRegistry } from './join-registry.js';
export type { JoinOptions, Membership } from './join-registry.js';

// For the steps of a specialist, so that it needs no other package.
export {
  fillHoles,
  isMaskOutput,
  largestComponent,
  masksOf,
  maskStatistics,
  postprocessByManifest,
  preprocessByProfile,
  tensorOfMasks,
} from './steps.js';
export type { BitMask, Tensor } from '@asarg/tensor';
export type { NamedArray } from '@asarg/runtime';
export type { GridArea, ModelFrame } from '@asarg/imaging';
export type { SpecialistManifest } from '@asarg/model-bundle';
export type { ClassStatistic } from '@asarg/contracts';
export { createPipeline } from './pipeline.js';
export type { Pipeline } from './pipeline.js';
export type { EncodeAnswer, EncodeCall, WorkerSetup } from './worker-messages.js';
export type {
  Postprocessed,
  PostprocessContext,
  Preprocessed,
  SpecialistSteps,
} from './specialist-steps.js';
