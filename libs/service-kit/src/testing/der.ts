// SPDX-License-Identifier: Apache-2.0

/** A value in DER: tag, length, content. */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 0x80) {
    return Buffer.concat([Buffer.of(tag, body.length), body]);
  }
  const length = Buffer.from(body.length.toString(16).padStart(8, '0'), 'hex');
  const digits = length.subarray(length.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.of(tag, 0x80 | digits.length), digits, body]);
}

export const sequence = (...content: readonly Uint8Array[]): Buffer => der(0x30, ...content);

/** An object identifier such as `2.5.29.17`. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = rest.flatMap((arc) => {
    const digits = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) {
      digits.unshift(0x80 | (left & 0x7f));
    }
    return digits;
  });
  return der(0x06, Buffer.of(40 * first + second, ...bytes));
}

/** A point in time, by seconds: UTCTime before 2050, GeneralizedTime from then, as in RFC 5280. */
export function time(at: Date): Buffer {
  const digits = at.toISOString().replaceAll(/[-T:]|\.\d+/g, '');
  return at.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(digits.slice(2)))
    : der(0x18, Buffer.from(digits));
}
