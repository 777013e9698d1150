// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { createBreaker } from './breaker.js';
import { defaultCallPolicy } from './call-policy.js';
import {
  createInFlight,
  pickCandidate,
  secondRank,
  type Candidate,
  type OwnAttempt,
} from './pick-candidate.js';

const policy = { ...defaultCallPolicy.breaker, failures: 1 };

function instance(id: string, state: 'closed' | 'open' | 'half-open' = 'closed'): Candidate {
  let nowMs = 0;
  const breaker = createBreaker(policy, { now: () => nowMs });
  if (state !== 'closed') {
    breaker.admit()!.onFailure();
    nowMs = state === 'open' ? 0 : policy.openMs;
  }
  return { id, breaker };
}

describe('a candidate is picked', () => {
  test('by attempts in flight, in turn among equals', () => {
    const inFlight = createInFlight();
    const candidates = ['a', 'b', 'c'].map((id) => instance(id));
    const pick = (turn: number) => pickCandidate(candidates, inFlight, turn, () => 0)?.id;
    expect([0, 1, 2, 3].map(pick)).toEqual(['a', 'b', 'c', 'a']);

    inFlight.enter('a');
    inFlight.enter('a');
    inFlight.enter('b');
    expect([0, 1, 2].map(pick)).toEqual(['c', 'c', 'c']);
    inFlight.enter('c');
    inFlight.leave('a');
    inFlight.leave('a');
    expect([0, 1, 2].map(pick)).toEqual(['a', 'a', 'a']);
  });

  test('never if its breaker is open', () => {
    const pick = (...candidates: Candidate[]) =>
      pickCandidate(candidates, createInFlight(), 0, () => 0)?.id;
    expect(pick(instance('a', 'open'), instance('b', 'half-open'))).toBe('b');
    expect(pick(instance('a', 'open'))).toBeUndefined();
    expect(pick()).toBeUndefined();
  });

  test('for a second attempt: untried, not on probation, not running, whatever is in flight', () => {
    const order: [string, 'closed' | 'half-open', OwnAttempt][] = [
      ['a', 'closed', 'none'],
      ['b', 'half-open', 'none'],
      ['c', 'closed', 'ended'],
      ['d', 'half-open', 'ended'],
      ['e', 'closed', 'running'],
      ['f', 'half-open', 'running'],
    ];
    const own = new Map(order.map(([id, , attempt]) => [id, attempt]));
    const inFlight = createInFlight();
    for (let k = 0; k < 50; k++) {
      inFlight.enter('a');
    }
    const left = order.map(([id, state]) => instance(id, state)).toReversed();
    const picked: string[] = [];
    while (left.length > 0) {
      const next = pickCandidate(left, inFlight, 0, (candidate) =>
        secondRank(candidate, own.get(candidate.id)!),
      )!;
      picked.push(next.id);
      left.splice(left.indexOf(next), 1);
    }
    expect(picked.join('')).toBe('abcdef');
  });
});
