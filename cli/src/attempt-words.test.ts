// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { attemptWords } from './attempt-words.js';

const attempt = (reason: string, startMs: number, outcome: string, port = 7013) => ({
  address: `127.0.0.1:${port}`,
  reason,
  startMs,
  durationMs: 30,
  outcome,
});

it('says nothing of a report that got its answer at once', () => {
  expect(attemptWords()).toBe('');
  expect(attemptWords([attempt('first', 0, 'OK')])).toBe('');
});

it('says who answered, and why others were asked', () => {
  expect(attemptWords([attempt('first', 0, 'LOST'), attempt('hedge', 210, 'OK', 7113)])).toBe(
    'answered by 2nd of 2 (127.0.0.1:7113), hedged after 210 ms',
  );
  expect(
    attemptWords([
      attempt('first', 0, 'UNAVAILABLE'),
      attempt('retry', 12, 'UNAVAILABLE', 7113),
      attempt('retry', 40, 'OK', 7213),
    ]),
  ).toBe('answered by 3rd of 3 (127.0.0.1:7213), tried again after 12 ms, tried again after 40 ms');
});

it('says how all of them failed', () => {
  expect(
    attemptWords([attempt('first', 0, 'UNAVAILABLE'), attempt('retry', 9, 'DEADLINE_EXCEEDED')]),
  ).toBe('2 attempts: UNAVAILABLE, DEADLINE_EXCEEDED');
});
