// SPDX-License-Identifier: Apache-2.0
import type { Tensor } from '@asarg/tensor';
import { cosine, equalTensors, sameResultCosine, valuesOf } from './compare-tensors.js';

/** Tensors of one encoding, by name. */
export type Tensors = ReadonlyMap<string, Tensor>;

/** How two encodings of one frame compare. */
export type ResultComparison =
  | { readonly $case: 'equal' }
  /** Bits differ, but every output has at least the cosine that counts as the same result. */
  | { readonly $case: 'close'; readonly note: string }
  | { readonly $case: 'different'; readonly fault: string };

/** Compares two encodings output by output. */
export function compareResults(
  expected: Tensors,
  found: Tensors,
  leastCosine: number = sameResultCosine,
): ResultComparison {
  let [lowest, lowestName] = [1, ''];
  let equal = true;
  for (const [name, tensor] of expected) {
    const other = found.get(name);
    if (other && equalTensors(tensor, other)) {
      continue;
    }
    equal = false;
    const similarity = other ? cosine(valuesOf(tensor), valuesOf(other)) : 0;
    // Negated, so that NaN is a difference.
    if (!(similarity >= leastCosine)) {
      const fault =
        `output '${name}': expected equal bits or a cosine of at least ${leastCosine}, ` +
        `found ${other ? `cosine ${similarity.toPrecision(6)}` : 'no such output'}`;
      return { $case: 'different', fault };
    }
    if (similarity <= lowest) {
      [lowest, lowestName] = [similarity, name];
    }
  }
  return equal
    ? { $case: 'equal' }
    : {
        $case: 'close',
        note: `bits differ; the lowest cosine is ${lowest.toPrecision(8)}, of '${lowestName}'`,
      };
}
