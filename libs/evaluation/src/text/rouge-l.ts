// SPDX-License-Identifier: Apache-2.0

const beta = 1.2;

/** ROUGE-L of one pair as words, in [0, 1]: the F of longest common subsequence, beta 1.2. */
export function rougeL(candidate: readonly string[], reference: readonly string[]): number {
  if (candidate.length === 0 || reference.length === 0) return 0;
  const common = longestCommonSubsequence(candidate, reference);
  if (common === 0) return 0;
  const precision = common / candidate.length;
  const recall = common / reference.length;
  return ((1 + beta ** 2) * precision * recall) / (recall + beta ** 2 * precision);
}

function longestCommonSubsequence(a: readonly string[], b: readonly string[]): number {
  let row = new Uint16Array(b.length + 1);
  for (const word of a) {
    const next = new Uint16Array(b.length + 1);
    for (let j = 0; j < b.length; j++) {
      next[j + 1] = b[j] === word ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!);
    }
    row = next;
  }
  return row[b.length]!;
}
