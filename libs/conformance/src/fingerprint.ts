// SPDX-License-Identifier: Apache-2.0
import type { DType, Tensor } from '@asarg/tensor';
import { valuesOf } from './compare-tensors.js';
import { sha256 } from './golden-phantom.js';

/** What one output of a model was on one frame, small enough to keep and to compare. */
export interface OutputFingerprint {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** SHA-256 of the tensor's bytes, lower-case hexadecimal. */
  readonly sha256: string;
  /** Means of up to 64 consecutive runs of elements of about one length, to 6 digits. */
  readonly sketch: readonly number[];
}

/** How two fingerprints of one model and frame compare. */
export type FingerprintComparison =
  | { readonly $case: 'equal' }
  /** The bytes differ, the sketches by at most `largest`: other hardware, the same model. */
  | { readonly $case: 'close'; readonly largest: number }
  | { readonly $case: 'different'; readonly reason: string };

const sketchLength = 64;

/** Fingerprints of tensors, in their order. */
export function fingerprintOf(tensors: Iterable<Tensor>): OutputFingerprint[] {
  return [...tensors].map((tensor) => {
    const { name, dtype, shape, data } = tensor;
    return { name, dtype, shape: [...shape], sha256: sha256(data), sketch: sketchOf(tensor) };
  });
}

/**
 * Whether two fingerprints can be of the same model on the same frame.
 * @param tolerance largest distance of two sketches, relative to the longer of them, that other
 * hardware may explain. @default 0.01
 */
export function compareFingerprints(
  a: readonly OutputFingerprint[],
  b: readonly OutputFingerprint[],
  tolerance = 0.01,
): FingerprintComparison {
  if (a.length !== b.length) {
    return { $case: 'different', reason: `expected ${a.length} outputs, found ${b.length}` };
  }
  let [equal, largest] = [true, 0];
  for (const expected of a) {
    const found = b.find(({ name }) => name === expected.name);
    if (found === undefined || formOf(found) !== formOf(expected)) {
      const what = found === undefined ? 'none' : formOf(found);
      const reason = `output '${expected.name}': expected ${formOf(expected)}, found ${what}`;
      return { $case: 'different', reason };
    }
    equal &&= found.sha256 === expected.sha256;
    const distance = relativeDistance(expected.sketch, found.sketch);
    // Negated, so that NaN is a difference.
    if (!(distance <= tolerance)) {
      const reason =
        `output '${expected.name}': expected a relative distance of at most ${tolerance}, ` +
        `found ${distance.toPrecision(3)}`;
      return { $case: 'different', reason };
    }
    largest = Math.max(largest, distance);
  }
  return equal ? { $case: 'equal' } : { $case: 'close', largest };
}

function sketchOf(tensor: Tensor): number[] {
  const values = valuesOf(tensor);
  const length = Math.min(sketchLength, values.length);
  return Array.from({ length }, (_, run) => {
    const start = Math.floor((run * values.length) / length);
    const end = Math.floor(((run + 1) * values.length) / length);
    let sum = 0;
    for (let index = start; index < end; index++) {
      sum += values[index]!;
    }
    return Number((sum / (end - start)).toPrecision(6));
  });
}

function formOf({ dtype, shape }: OutputFingerprint): string {
  return `${dtype} [${shape}]`;
}

function relativeDistance(a: readonly number[], b: readonly number[]): number {
  const norm = (values: readonly number[]): number => Math.hypot(...values);
  const longer = Math.max(norm(a), norm(b));
  return longer === 0 ? 0 : norm(a.map((value, index) => value - (b[index] ?? NaN))) / longer;
}
