// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultCallPolicy } from './call-policy.js';
import { createLatencyWindow, hedgeDelayMs } from './latency-window.js';

describe('a percentile', () => {
  test('is of the most recent latencies, by nearest rank', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 100 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(0.5, 0.95, 1),
        (latenciesMs, size, share) => {
          const window = createLatencyWindow({ size, minSamples: 1 });
          latenciesMs.forEach((latencyMs) => window.record(latencyMs));

          const percentileMs = window.percentileMs(share)!;

          const recent = latenciesMs.slice(-size);
          const below = recent.filter((latencyMs) => latencyMs < percentileMs).length;
          const notAbove = recent.filter((latencyMs) => latencyMs <= percentileMs).length;
          expect(below).toBeLessThan(recent.length * share);
          expect(notAbove).toBeGreaterThanOrEqual(recent.length * share);
        },
      ),
    );
  });

  test('needs enough latencies', () => {
    const window = createLatencyWindow({ size: 8, minSamples: 2 });
    window.record(5);
    expect(window.percentileMs(0.95)).toBeUndefined();
    window.record(7);
    expect(window.percentileMs(0.95)).toBe(7);
    expect(() => createLatencyWindow({ size: 8, minSamples: 9 })).toThrow(
      'expected 1 to 8 samples, found 9',
    );
  });
});

describe("the delay of a hedge by 'p95'", () => {
  const policy = { ...defaultCallPolicy.hedge!, minDelayMs: 20, maxMedians: 4 };
  const delayAfter = (slow: number, fastMs: number, slowMs: number) => {
    const window = createLatencyWindow({ size: 100 });
    for (let k = 0; k < 100; k++) {
      window.record(k < slow ? slowMs : fastMs);
    }
    return hedgeDelayMs(policy, window);
  };

  test('is the 95th percentile', () => {
    expect(delayAfter(6, 100, 250)).toBe(250);
    expect(delayAfter(5, 100, 250)).toBe(100);
  });

  test('is not below its floor, nor above so many medians', () => {
    expect(delayAfter(0, 3, 0)).toBe(20);
    expect(delayAfter(10, 100, 2_000)).toBe(400);
  });
});
