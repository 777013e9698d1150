// SPDX-License-Identifier: Apache-2.0

/** Longest n-gram counted. */
export const bleuOrders = 4;

/** What one pair of texts adds to corpus BLEU; `clipped` and `guessed` by n-gram length 1 to 4. */
export interface BleuCounts {
  readonly clipped: readonly number[];
  readonly guessed: readonly number[];
}

/** N-gram counts of a candidate against its one reference, both as words. */
export function bleuCounts(candidate: readonly string[], reference: readonly string[]): BleuCounts {
  const clipped: number[] = [];
  const guessed: number[] = [];
  for (let n = 1; n <= bleuOrders; n++) {
    const grams = gramsOf(candidate, n);
    const wanted = gramsOf(reference, n);
    let hits = 0;
    for (const [gram, count] of grams) hits += Math.min(count, wanted.get(gram) ?? 0);
    clipped.push(hits);
    guessed.push(Math.max(0, candidate.length - n + 1));
  }
  return { clipped, guessed };
}

/**
 * Corpus BLEU-n of summed counts, in [0, 1], as pycocoevalcap computes it: the geometric mean of
 * (clipped + 1e-15) / (guessed + 1e-9), times exp(1 - reference / candidate) for short candidates.
 */
export function bleuOf(
  counts: BleuCounts,
  candidateLength: number,
  referenceLength: number,
  n: number,
): number {
  let logs = 0;
  for (let k = 0; k < n; k++) {
    logs += Math.log(((counts.clipped[k] ?? 0) + 1e-15) / ((counts.guessed[k] ?? 0) + 1e-9));
  }
  const short = candidateLength < referenceLength;
  const brevity = short ? Math.exp(1 - referenceLength / Math.max(candidateLength, 1)) : 1;
  return Math.exp(logs / n) * brevity;
}

function gramsOf(words: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + n <= words.length; at++) {
    const gram = words.slice(at, at + n).join(' ');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}
