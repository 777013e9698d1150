// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';

/** Fold of a study, 0 to folds - 1: a hash of its id, so that it never moves. */
export function foldOf(id: string, folds: number): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0) % folds;
}

/** Mean and sample standard deviation; sd 0 of one value. */
export function meanAndSd(values: readonly number[]): {
  readonly mean: number;
  readonly sd: number;
} {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return { mean, sd: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}
