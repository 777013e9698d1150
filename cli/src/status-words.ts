// SPDX-License-Identifier: Apache-2.0
import type { Style } from './paint.js';

/** What to call each status of a report, and its colour. */
export const statusWords: Readonly<Record<string, readonly [string, Style]>> = {
  COMPLETE: ['complete', 'green'],
  PARTIAL: ['partial: an input is missing', 'yellow'],
  FAILED: ['failed', 'red'],
  IN_PROGRESS: ['in progress', 'blue'],
};
