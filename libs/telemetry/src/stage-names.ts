// SPDX-License-Identifier: Apache-2.0

/** Stages of a service's own work, in the order in which a service has those that it has. */
export const stageNames = [
  'queue',
  'receive',
  'decode-image',
  'preprocess',
  'run',
  'postprocess',
  'transfer',
  'check',
  'fan-out',
  'gather',
  'fuse',
  'prefill',
  'decode',
  'ground',
  'finish',
  'store',
] as const;

/** Name of a stage. */
export type StageName = (typeof stageNames)[number];
