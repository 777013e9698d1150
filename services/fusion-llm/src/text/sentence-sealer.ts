// SPDX-License-Identifier: Apache-2.0

/** Cuts text, as it is written, into sentences. */
export interface SentenceSealer {
  /** Takes the next piece of text; returns the sentences that it seals, without their full stop. */
  push(piece: string): string[];
  /** The text after the last full stop, which nothing sealed; '' if there is none. */
  rest(): string;
}

/**
 * A sealer. A sentence is sealed by a full stop and the white space after it, so that decimals
 * ("1.5 cm") stay whole; a full stop at the very end is left to `rest`.
 */
export function createSentenceSealer(): SentenceSealer {
  let open = '';
  return {
    push(piece) {
      const parts = (open + piece).split(/\.\s/);
      open = parts.pop() ?? '';
      return parts.map((part) => part.trim()).filter((part) => part !== '');
    },
    rest: () => open.trim(),
  };
}
