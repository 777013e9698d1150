// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { createLoadBook } from '../load/load-book.js';
import { createBreaker } from './breaker.js';
import { defaultCallPolicy } from './call-policy.js';
import { pickCandidate, secondRank, type Candidate, type OwnAttempt } from './pick-candidate.js';

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
    const loads = createLoadBook();
    const candidates = ['a', 'b', 'c'].map((id) => instance(id));
    const pick = (turn: number) => pickCandidate(candidates, loads, turn, () => 0)?.id;
    expect([0, 1, 2, 3].map(pick)).toEqual(['a', 'b', 'c', 'a']);

    loads.enter('a');
    loads.enter('a');
    loads.enter('b');
    expect([0, 1, 2].map(pick)).toEqual(['c', 'c', 'c']);
    loads.enter('c');
    loads.leave('a');
    loads.leave('a');
    expect([0, 1, 2].map(pick)).toEqual(['a', 'a', 'a']);
  });

  test('by what others have it do, and by how much it can do at once', () => {
    const loads = createLoadBook({ now: () => 0 });
    const candidates = ['a', 'b', 'c'].map((id) => instance(id));
    const pick = (turn: number) => pickCandidate(candidates, loads, turn, () => 0)?.id;
    loads.hear('a', { waiting: 2, running: 1, capacity: 1 });
    loads.hear('b', { waiting: 0, running: 2, capacity: 1 });
    loads.hear('c', { waiting: 3, running: 4, capacity: 4 });
    expect([0, 1, 2].map(pick)).toEqual(['c', 'c', 'c']);
    loads.enter('c');
    loads.enter('c');
    expect([0, 1, 2].map(pick)).toEqual(['b', 'b', 'b']);
    loads.forget('b');
    expect([0, 1, 2].map(pick)).toEqual(['b', 'b', 'b']);
  });

  test('never if its breaker is open', () => {
    const pick = (...candidates: Candidate[]) =>
      pickCandidate(candidates, createLoadBook(), 0, () => 0)?.id;
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
    const loads = createLoadBook();
    for (let k = 0; k < 50; k++) {
      loads.enter('a');
    }
    const left = order.map(([id, state]) => instance(id, state)).toReversed();
    const picked: string[] = [];
    while (left.length > 0) {
      const next = pickCandidate(left, loads, 0, (candidate) =>
        secondRank(candidate, own.get(candidate.id)!),
      )!;
      picked.push(next.id);
      left.splice(left.indexOf(next), 1);
    }
    expect(picked.join('')).toBe('abcdef');
  });
});
