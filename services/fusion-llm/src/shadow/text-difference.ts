// SPDX-License-Identifier: Apache-2.0

/**
 * Share of words in which two texts differ, in [0, 1]: one minus twice the longest common
 * subsequence over the words of both. 0 for two empty texts.
 */
export function textDifference(a: string, b: string): number {
  const [one, other] = [wordsOf(a), wordsOf(b)];
  const total = one.length + other.length;
  return total === 0 ? 0 : 1 - (2 * commonWords(one, other)) / total;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Length of the longest common subsequence, row by row. */
function commonWords(a: readonly string[], b: readonly string[]): number {
  let above = new Uint32Array(b.length + 1);
  for (const word of a) {
    const row = new Uint32Array(b.length + 1);
    b.forEach((other, j) => {
      row[j + 1] = word === other ? above[j]! + 1 : Math.max(above[j + 1]!, row[j]!);
    });
    above = row;
  }
  return above[b.length]!;
}
