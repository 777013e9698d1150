// SPDX-License-Identifier: Apache-2.0

/** Turns tokens into text, one at a time. */
export interface Detokenizer {
  /** The text a token adds: '' for special tokens, and until a character is whole. */
  push(token: number): string;
}

/**
 * A detokenizer for byte-level BPE. Bytes of unfinished characters are held back, so that pieces
 * never hold half a character; the pieces joined are what decoding all tokens at once gives.
 * @param pieceOf the vocabulary's string of a token; undefined or '' for special tokens
 */
export function createDetokenizer(pieceOf: (token: number) => string | undefined): Detokenizer {
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  return {
    push(token) {
      const bytes = Uint8Array.from(pieceOf(token) ?? '', byteOf);
      return utf8.decode(bytes, { stream: true });
    },
  };
}

/** Byte-level BPE writes printable bytes as themselves and the others from U+0100 on, in order. */
const bytes = new Map<string, number>();
{
  const isPrintable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    bytes.set(String.fromCodePoint(isPrintable(byte) ? byte : next++), byte);
  }
}

function byteOf(character: string): number {
  const byte = bytes.get(character);
  if (byte === undefined) {
    throw new RangeError(
      `expected a byte-level vocabulary, found U+${character.codePointAt(0)?.toString(16)}`,
    );
  }
  return byte;
}
