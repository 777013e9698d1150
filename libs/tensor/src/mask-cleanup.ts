// SPDX-License-Identifier: Apache-2.0
import type { BitMask } from './bit-mask.js';
import { connectRuns, largestComponents, maskRuns, setRuns } from './mask-runs.js';

/**
 * The mask's largest 8-connected component, the first in reading order of equally large ones; an
 * empty mask stays empty. The argument is not changed.
 */
export function largestComponent(mask: BitMask): BitMask {
  const bits = new Uint8Array(mask.bits.byteLength);
  setRuns(bits, mask.width, largestComponents(maskRuns(mask), 1));
  return { width: mask.width, height: mask.height, bits };
}

/**
 * The mask with every hole set: a hole is a 4-connected region of pixels that are not set and
 * does not reach the border. The argument is not changed.
 */
export function fillHoles(mask: BitMask): BitMask {
  const { width, height } = mask;
  const bits = mask.bits.slice();
  for (const component of connectRuns(maskRuns(mask, 0), 4)) {
    const reachesBorder = component.some(
      ({ y, x0, x1 }) => y === 0 || y === height - 1 || x0 === 0 || x1 === width,
    );
    if (!reachesBorder) {
      setRuns(bits, width, component);
    }
  }
  return { width, height, bits };
}
