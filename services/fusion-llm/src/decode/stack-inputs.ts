// SPDX-License-Identifier: Apache-2.0
import type { FloatArray, FusionInputs } from './generation-order.js';

/** A batch of fusion inputs: each array of one row, or of two when there is a contrast. */
export function stackInputs(inputs: FusionInputs, contrast?: FusionInputs): FusionInputs {
  if (contrast === undefined) {
    return inputs;
  }
  return Object.fromEntries(
    Object.entries(inputs).map(([name, first]) => [name, stack(first, contrast[name] ?? first)]),
  );
}

function stack(first: FloatArray, second: FloatArray): FloatArray {
  const data = new Float32Array(first.data.length * 2);
  data.set(first.data);
  data.set(second.data, first.data.length);
  return { shape: [2, ...first.shape.slice(1)], data };
}
