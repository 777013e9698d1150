// SPDX-License-Identifier: Apache-2.0

/**
 * JPEG lossless (ITU-T T.81 annex H), one component, Huffman coded with 17 codes of five bits:
 * legal and simple, not small. Predictor 1 is the left neighbour, 2 the one above.
 */
export function encodeJpegLossless(
  pixels: Uint16Array,
  columns: number,
  rows: number,
  precision: number,
  predictor: 1 | 2,
): Uint8Array {
  const out: number[] = [0xff, 0xd8];
  out.push(0xff, 0xc3, 0, 11, precision, rows >> 8, rows & 255, columns >> 8, columns & 255);
  out.push(1, 1, 0x11, 0);
  out.push(0xff, 0xc4, 0, 19 + 17, 0, 0, 0, 0, 0, 17, ...Array.from({ length: 11 }, () => 0));
  out.push(...Array.from({ length: 17 }, (_, category) => category));
  out.push(0xff, 0xda, 0, 8, 1, 1, 0, predictor, 0, 0);

  let pending = 0;
  let pendingBits = 0;
  const writeBits = (value: number, bits: number): void => {
    for (let bit = bits - 1; bit >= 0; bit--) {
      pending = (pending << 1) | ((value >> bit) & 1);
      if (++pendingBits < 8) continue;
      out.push(pending);
      if (pending === 0xff) out.push(0);
      pending = 0;
      pendingBits = 0;
    }
  };
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const at = y * columns + x;
      const predicted = predict(pixels, at, x, y, columns, precision, predictor);
      const difference = (((pixels[at]! - predicted + 32_768) & 0xffff) - 32_768) | 0;
      const category = difference === -32_768 ? 16 : 32 - Math.clz32(Math.abs(difference));
      writeBits(category, 5);
      if (category < 16) writeBits(difference < 0 ? difference - 1 : difference, category);
    }
  }
  if (pendingBits > 0) writeBits(0xff, 8 - pendingBits);
  out.push(0xff, 0xd9);
  return Uint8Array.from(out);
}

function predict(
  pixels: Uint16Array,
  at: number,
  x: number,
  y: number,
  columns: number,
  precision: number,
  predictor: 1 | 2,
): number {
  if (x === 0 && y === 0) return 2 ** (precision - 1);
  if (y === 0 || (predictor === 1 && x > 0)) return pixels[at - 1]!;
  return pixels[at - columns]!;
}
