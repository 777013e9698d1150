// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTokenBucket } from './token-bucket.js';

test('ten calls of a tenth pay for one extra attempt', () => {
  const bucket = createTokenBucket({ share: 0.1, burst: 1 });
  expect([bucket.take(), bucket.take()]).toEqual([true, false]);
  for (let k = 0; k < 9; k++) {
    bucket.onCall();
  }
  expect(bucket.take()).toBe(false);
  bucket.onCall();
  expect([bucket.take(), bucket.take()]).toEqual([true, false]);
});

test('of any calls in a row, at most the burst and the share get an extra attempt', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 10 }),
      fc.array(fc.boolean(), { maxLength: 300 }),
      fc.nat(300),
      (share, burst, wants, from) => {
        const bucket = createTokenBucket({ share, burst });
        let calls = 0;
        let extra = 0;
        wants.forEach((wantsExtra, k) => {
          bucket.onCall();
          const took = wantsExtra && bucket.take();
          expect(bucket.tokens).toBeGreaterThanOrEqual(0);
          expect(bucket.tokens).toBeLessThanOrEqual(burst);
          if (k >= from) {
            calls++;
            extra += Number(took);
          }
        });
        expect(extra).toBeLessThanOrEqual(burst + share * calls + 1e-6);
      },
    ),
  );
});

test('a share above 1 is refused', () => {
  expect(() => createTokenBucket({ share: 2, burst: 1 })).toThrow(
    'expected a share from 0 to 1 and a burst from 0, found 2 and 1',
  );
});
