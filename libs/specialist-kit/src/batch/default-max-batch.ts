// SPDX-License-Identifier: Apache-2.0
import type { ExecutionProvider } from '@asarg/runtime';

/**
 * How many requests run together unless the setting says otherwise. A processor does nothing for
 * eight frames that it would not do for each (`npm run bench -- batch`), and alone each gets the
 * same bits whoever else asks; a GPU is idle for most of a run of one.
 */
export const defaultMaxBatch: Readonly<Record<ExecutionProvider, number>> = {
  cpu: 1,
  cuda: 8,
  webgpu: 8,
};
