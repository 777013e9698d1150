// SPDX-License-Identifier: Apache-2.0
import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { parseWaitSeconds } from './prefer.js';

const cases: [header: string | string[] | undefined, seconds: number | undefined][] = [
  [undefined, undefined],
  ['', undefined],
  ['wait=10', 10],
  ['WAIT = 10', 10],
  ['wait="10"', 10],
  ['respond-async, wait=5', 5],
  ['return=representation; foo="a,wait=3", wait=7', 7],
  ['wait=7; reason=x', 7],
  ['wait=1, wait=2', 1],
  [['respond-async', 'wait=4'], 4],
  ['wait=600', 60],
  ['wait=0', 0],
  ['wait', undefined],
  ['wait=-1', undefined],
  ['wait=1.5', undefined],
  ['wait=soon', undefined],
  ['await=3', undefined],
];

test('reads the seconds to wait as RFC 7240 says', () => {
  for (const [header, seconds] of cases) {
    expect.soft([header, parseWaitSeconds(header)]).toEqual([header, seconds]);
  }
});

test('never throws, and stays within 0 to 60', () => {
  assert(
    property(string(), (header) => {
      const seconds = parseWaitSeconds(header) ?? 0;
      expect(seconds).toBeGreaterThanOrEqual(0);
      expect(seconds).toBeLessThanOrEqual(60);
    }),
  );
});
