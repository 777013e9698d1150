// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createServiceEstimate, expectedMs } from './service-estimate.js';

test('knows nothing before the first batch, then follows what batches take', () => {
  const estimate = createServiceEstimate();
  expect(estimate.batchMs).toBeUndefined();
  estimate.record(100);
  expect(estimate.batchMs).toBe(100);
  for (let k = 0; k < 30; k++) estimate.record(20);
  expect(estimate.batchMs).toBeGreaterThan(20);
  expect(estimate.batchMs).toBeLessThan(21);
});

test('stays between the shortest and the longest batch', () => {
  const batch = fc.double({ min: 0, max: 1e5, noNaN: true });
  fc.assert(
    fc.property(fc.array(batch, { minLength: 1 }), (all) => {
      const estimate = createServiceEstimate();
      for (const one of all) estimate.record(one);
      expect(estimate.batchMs).toBeGreaterThanOrEqual(Math.min(...all) - 1e-6);
      expect(estimate.batchMs).toBeLessThanOrEqual(Math.max(...all) + 1e-6);
    }),
  );
});

test('a request waits for what runs, for the batches ahead, and for its own', () => {
  expect(expectedMs(100, { ahead: 0, maxBatch: 1, elapsedMs: 30 })).toBe(170);
  expect(expectedMs(100, { ahead: 3, maxBatch: 1, elapsedMs: 30 })).toBe(470);
  expect(expectedMs(100, { ahead: 3, maxBatch: 4, elapsedMs: 30 })).toBe(170);
  expect(expectedMs(100, { ahead: 4, maxBatch: 4, elapsedMs: 250 })).toBe(200);
});
