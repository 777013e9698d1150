// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '@asarg/contracts';
import { frameOf, goldenPixels, goldenSide } from './golden-phantom.js';

/** As many as a server's queue holds fit into one HTTP/2 window of 64 KiB. */
const quickSide = 40;

/** The golden phantom in 40 x 40 pixels. */
export function quickFrame(): Frame {
  return frameOf(quickSide, quickSide, sample(quickSide, quickSide, 0));
}

/** The golden phantom in 16 bits, of which 12 are used, as DICOM files have them. */
export function wideFrame(): Frame {
  const pixels = Uint16Array.from(goldenPixels(), (value) => value << 4);
  return frameOf(goldenSide, goldenSide, pixels);
}

/** The largest frame that the contract allows: 1440 x 1440, 16 bits, 4 147 200 bytes. */
export function largestFrame(): Frame {
  return frameOf(1440, 1440, new Uint16Array(sample(1440, 1440, 0)));
}

/** The smallest frame that the contract allows. */
export function leastFrame(): Frame {
  return frameOf(1, 1, Uint8Array.of(goldenPixels()[0]!));
}

/** The golden phantom with its columns rolled by a part of its width; 0 leaves it as it is. */
export function rolledFrame(part: number): Frame {
  return frameOf(goldenSide, goldenSide, sample(goldenSide, goldenSide, part));
}

/** The golden phantom at another size, by its nearest pixels, its columns rolled by a part. */
function sample(width: number, height: number, rolled: number): Uint8Array {
  const golden = goldenPixels();
  const shift = Math.round(rolled * goldenSide);
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * goldenSide) / height) * goldenSide;
    for (let x = 0; x < width; x++) {
      const column = (Math.floor((x * goldenSide) / width) + shift) % goldenSide;
      pixels[y * width + x] = golden[row + column]!;
    }
  }
  return pixels;
}
