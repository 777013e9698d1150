// SPDX-License-Identifier: Apache-2.0
import { porterStem } from './porter-stem.js';

// METEOR 1.5, English task "rank" (Denkowski and Lavie 2014), without synonyms, paraphrases and
// function words, which need its data files.
const alpha = 0.85;
const beta = 0.2;
const gamma = 0.6;
const stemWeight = 0.6;

/** How METEOR is called wherever it is shown. */
export const meteorLabel = 'METEOR (exact+stem, approximation)';

/** What one pair adds to corpus METEOR. */
export interface MeteorCounts {
  /** Matched words, a match by stem only counting 0.6. */
  readonly weighted: number;
  readonly matches: number;
  /** Runs of matches that are adjacent in both texts; 0 for equal texts. */
  readonly chunks: number;
}

/** Matches of a candidate with its reference, both as words: exact ones first, then by stem. */
export function meteorCounts(
  candidate: readonly string[],
  reference: readonly string[],
): MeteorCounts {
  const partner = new Int32Array(candidate.length).fill(-1);
  const used = new Uint8Array(reference.length);
  const exact = align(candidate, reference, partner, used);
  const stemmed = align(candidate.map(porterStem), reference.map(porterStem), partner, used);
  const matches = exact + stemmed;
  let chunks = 0;
  for (let at = 0; at < partner.length; at++) {
    const continues = at > 0 && partner[at - 1]! >= 0 && partner[at] === partner[at - 1]! + 1;
    if (partner[at]! >= 0 && !continues) chunks++;
  }
  const equal = chunks === 1 && matches === candidate.length && matches === reference.length;
  return { weighted: exact + stemWeight * stemmed, matches, chunks: equal ? 0 : chunks };
}

/** METEOR of summed counts and lengths in words, in [0, 1]. */
export function meteorOf(
  counts: MeteorCounts,
  candidateLength: number,
  referenceLength: number,
): number {
  if (counts.matches === 0) return 0;
  const precision = counts.weighted / candidateLength;
  const recall = counts.weighted / referenceLength;
  const mean = (precision * recall) / (alpha * precision + (1 - alpha) * recall);
  return mean * (1 - gamma * (counts.chunks / counts.matches) ** beta);
}

/** Pairs equal words, going on with a run where that is possible. @returns pairs made. */
function align(
  candidate: readonly string[],
  reference: readonly string[],
  partner: Int32Array,
  used: Uint8Array,
): number {
  let made = 0;
  for (const [at, word] of candidate.entries()) {
    if (partner[at]! >= 0) continue;
    const next = at > 0 && partner[at - 1]! >= 0 ? partner[at - 1]! + 1 : -1;
    const goesOn = next >= 0 && reference[next] === word && !used[next];
    const to = goesOn ? next : reference.findIndex((other, j) => other === word && !used[j]);
    if (to < 0) continue;
    partner[at] = to;
    used[to] = 1;
    made++;
  }
  return made;
}
