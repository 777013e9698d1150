// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { expectedMs } from './expected-ms.js';

test('a request waits for what runs, for the batches ahead, and for its own', () => {
  expect(expectedMs(100, { ahead: 0, maxBatch: 1, elapsedMs: 30 })).toBe(170);
  expect(expectedMs(100, { ahead: 3, maxBatch: 1, elapsedMs: 30 })).toBe(470);
  expect(expectedMs(100, { ahead: 3, maxBatch: 4, elapsedMs: 30 })).toBe(170);
  expect(expectedMs(100, { ahead: 4, maxBatch: 4, elapsedMs: 250 })).toBe(200);
});
