// SPDX-License-Identifier: Apache-2.0

/** RLE Lossless of PS3.5 annex G for grey samples of one or two bytes. */
export function encodeRle(pixels: Uint8Array | Uint16Array): Uint8Array {
  const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const planes = pixels.BYTES_PER_ELEMENT;
  const segments = Array.from({ length: planes }, (_, plane) =>
    packBits(bytes.filter((_, i) => i % planes === planes - 1 - plane)),
  );
  const header = new DataView(new ArrayBuffer(64));
  header.setUint32(0, planes, true);
  let offset = 64;
  segments.forEach((segment, i) => {
    header.setUint32(4 + 4 * i, offset, true);
    offset += segment.length;
  });
  return Buffer.concat([new Uint8Array(header.buffer), ...segments]);
}

function packBits(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    let run = 1;
    while (run < 128 && bytes[at + run] === bytes[at]) run++;
    if (run > 2) {
      out.push(257 - run, bytes[at]!);
      at += run;
      continue;
    }
    const start = at;
    while (
      at < bytes.length &&
      at - start < 128 &&
      !(bytes[at] === bytes[at + 1] && bytes[at] === bytes[at + 2])
    ) {
      at++;
    }
    out.push(at - start - 1, ...bytes.subarray(start, at));
  }
  if (out.length % 2 === 1) out.push(0x80);
  return Uint8Array.from(out);
}
