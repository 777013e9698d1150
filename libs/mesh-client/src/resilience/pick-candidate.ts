// SPDX-License-Identifier: Apache-2.0
import type { Breaker } from './breaker.js';

/** One instance of a model. */
export interface Candidate {
  /** What tells it from the others: its gRPC target, host:port. */
  readonly id: string;
  /** Its breaker, the same one in every call. */
  readonly breaker: Breaker;
}

/** How many attempts run on each instance. */
export interface InFlight {
  of(id: string): number;
  enter(id: string): void;
  leave(id: string): void;
}

/** Nothing is in flight. */
export function createInFlight(): InFlight {
  const counts = new Map<string, number>();
  return {
    of: (id) => counts.get(id) ?? 0,
    enter(id) {
      counts.set(id, (counts.get(id) ?? 0) + 1);
    },
    leave(id) {
      const left = (counts.get(id) ?? 0) - 1;
      if (left > 0) {
        counts.set(id, left);
      } else {
        counts.delete(id);
      }
    },
  };
}

// Apart by more than there can be attempts in flight.
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
 * that are not on probation, those with the fewest attempts in flight. A first attempt knows no
 * order but the last: it is what probes a half-open instance.
 */
export function secondRank({ breaker }: Candidate, own: OwnAttempt): number {
  return (
    (breaker.state === 'closed' ? 0 : suspect) +
    (own === 'none' ? 0 : own === 'ended' ? tried : running)
  );
}

/**
 * The candidate of the lowest rank whose breaker is not open, by its attempts in flight among
 * equals, and in turn among the equals of those. Undefined if all are open or have no rank.
 */
export function pickCandidate<C extends Candidate>(
  candidates: readonly C[],
  inFlight: InFlight,
  turn: number,
  rankOf: (candidate: C) => number,
): C | undefined {
  let best: C | undefined;
  let bestRank = Number.POSITIVE_INFINITY;
  for (let k = 0; k < candidates.length; k++) {
    const candidate = candidates[(k + turn) % candidates.length]!;
    const rank = rankOf(candidate) + inFlight.of(candidate.id);
    if (rank < bestRank && !candidate.breaker.isOpen()) {
      best = candidate;
      bestRank = rank;
    }
  }
  return best;
}
