// SPDX-License-Identifier: Apache-2.0

/** A score and whether what it should tell is so. */
export interface ScoredCase {
  readonly score: number;
  readonly positive: boolean;
}

/** Area under the ROC curve, ties counting half; NaN without positives or without negatives. */
export function aucOf(cases: readonly ScoredCase[]): number {
  const sorted = [...cases].sort((a, b) => a.score - b.score);
  let [rankSum, positives] = [0, 0];
  for (let from = 0; from < sorted.length;) {
    let to = from;
    while (to < sorted.length && sorted[to]!.score === sorted[from]!.score) to++;
    const tied = sorted.slice(from, to).filter((one) => one.positive).length;
    rankSum += tied * ((from + 1 + to) / 2);
    positives += tied;
    from = to;
  }
  const negatives = sorted.length - positives;
  if (positives === 0 || negatives === 0) return NaN;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
