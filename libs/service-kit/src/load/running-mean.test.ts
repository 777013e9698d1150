// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRunningMean } from './running-mean.js';

test('knows nothing at first, then the plain mean, then follows what is measured', () => {
  const mean = createRunningMean(5);
  expect(mean.value).toBeUndefined();
  for (const value of [100, 20, 60]) mean.record(value);
  expect(mean.value).toBeCloseTo(60);
  for (let k = 0; k < 30; k++) mean.record(20);
  expect(mean.value).toBeGreaterThan(20);
  expect(mean.value).toBeLessThan(21);
});

test('stays between the least and the greatest value', () => {
  const measured = fc.double({ min: 0, max: 1e5, noNaN: true });
  fc.assert(
    fc.property(fc.array(measured, { minLength: 1 }), fc.nat({ max: 30 }), (all, window) => {
      const mean = createRunningMean(window + 1);
      for (const one of all) mean.record(one);
      expect(mean.value).toBeGreaterThanOrEqual(Math.min(...all) - 1e-6);
      expect(mean.value).toBeLessThanOrEqual(Math.max(...all) + 1e-6);
    }),
  );
});
