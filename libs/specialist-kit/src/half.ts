// SPDX-License-Identifier: Apache-2.0

const scratch = new DataView(new ArrayBuffer(4));

/**
 * The bits of the IEEE 754 binary16 nearest to a float32, ties to even; infinity beyond 65519.
 */
export function halfOf(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fff_ffff;
  if (magnitude > 0x7f80_0000) return sign | 0x7e00;
  // From 65520 on, the middle between the largest half and the next that is none.
  if (magnitude >= 0x477f_f000) return sign | 0x7c00;
  if (magnitude < 0x3880_0000) {
    // Below 2^-14 halves are multiples of 2^-24: adding 0.5, whose last bit that is, rounds.
    scratch.setFloat32(0, Math.abs(value) + 0.5);
    return sign | (scratch.getUint32(0) - 0x3f00_0000);
  }
  const roundedBits = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((roundedBits - 0x3800_0000) >>> 13);
}
