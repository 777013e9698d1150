// SPDX-License-Identifier: Apache-2.0
import type { LoadBook } from '../load/load-book.js';
import type { Breaker } from './breaker.js';

/** One instance of a model. */
export interface Candidate {
  /** What tells it from the others: its gRPC target, host:port. */
  readonly id: string;
  /** Its breaker, the same one in every call. */
  readonly breaker: Breaker;
}

// Apart by more than there can be load.
const suspect = 1e6;
const tried = 2 * suspect;
const running = 4 * suspect;

/**
 * What an instance that pushed back has above its equals: it refuses at once, so without this it
 * would look idle and be sent everything.
 */
export const restingRank = suspect / 2;

/** The same call's attempt on a candidate, as far as there is one. */
export type OwnAttempt = 'none' | 'ended' | 'running';

/**
 * The order in which candidates get a second attempt: those that this call has not tried, those
 * that are not on probation, those with the least load. A first attempt knows no
 * order but the last: it is what probes a half-open instance.
 */
export function secondRank({ breaker }: Candidate, own: OwnAttempt): number {
  return (
    (breaker.state === 'closed' ? 0 : suspect) +
    (own === 'none' ? 0 : own === 'ended' ? tried : running)
  );
}

/**
 * The candidate of the lowest rank whose breaker is not open, by its load among equals, and in turn
 * among the equals of those. Undefined if all are open or have no rank.
 */
export function pickCandidate<C extends Candidate>(
  candidates: readonly C[],
  loads: Pick<LoadBook, 'of'>,
  turn: number,
  rankOf: (candidate: C) => number,
): C | undefined {
  let best: C | undefined;
  let bestRank = Number.POSITIVE_INFINITY;
  for (let k = 0; k < candidates.length; k++) {
    const candidate = candidates[(k + turn) % candidates.length]!;
    const rank = rankOf(candidate) + loads.of(candidate.id);
    if (rank < bestRank && !candidate.breaker.isOpen()) {
      best = candidate;
      bestRank = rank;
    }
  }
  return best;
}
