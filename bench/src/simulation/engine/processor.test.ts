// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createProcessor, type Work } from './processor.js';
import { shareOut, type Claimant } from './share-out.js';
import { createSimulator } from './simulator.js';

/** When each work that begins at 0 ends. */
function endsOf(works: readonly Work[], cores: number, others = 0): number[] {
  const simulator = createSimulator();
  const processor = createProcessor(simulator, { cores, others });
  const ends = works.map(() => NaN);
  works.forEach((work, at) => processor.run(work, () => (ends[at] = simulator.nowMs)));
  simulator.run(1e9);
  return ends;
}

const close = (found: readonly number[], expected: readonly number[]): void => {
  expected.forEach((value, at) => expect(found[at]).toBeCloseTo(value, 4));
};

test('two works on one core take turns, and the longer one is alone at the end', () => {
  close(endsOf([{ cpuMs: 10 }, { cpuMs: 30 }], 1), [20, 40]);
});

test('a work of one thread gains nothing from a second core, one of two threads does', () => {
  close(endsOf([{ cpuMs: 10 }], 2), [10]);
  close(endsOf([{ cpuMs: 10, threads: 2 }], 2), [5]);
});

test('a core is shared in proportion to weights', () => {
  close(
    endsOf(
      [
        { cpuMs: 30, weight: 3 },
        { cpuMs: 30, weight: 1 },
      ],
      1,
    ),
    [40, 60],
  );
});

test('programs that always want a core take their share of it', () => {
  close(endsOf([{ cpuMs: 10 }], 1, 1), [20]);
  close(endsOf([{ cpuMs: 10 }], 2, 3), [20]);
  // Weights count among our own: two of three shares of the core, divided 3 to 1.
  const works = [
    { cpuMs: 30, weight: 3 },
    { cpuMs: 30, weight: 1 },
  ];
  close(endsOf(works, 1, 1), [60, 100]);
});

const claimant = fc
  .record({
    cap: fc.double({ min: 0.1, max: 4, noNaN: true }),
    weight: fc.double({ min: 0.05, max: 8, noNaN: true }),
  })
  .map(({ cap, weight }): Claimant => ({ cap, claim: cap * weight, rate: NaN }));

test('cores are shared out whole, nobody gets more than it can use, nobody is passed over', () => {
  fc.assert(
    fc.property(
      fc.array(claimant, { minLength: 1, maxLength: 8 }),
      fc.double({ min: 0.5, max: 16, noNaN: true }),
      fc.double({ min: 0, max: 12, noNaN: true }),
      (claimants, cores, others) => {
        shareOut(claimants, cores, others);
        const used = claimants.reduce((sum, { rate }) => sum + rate, 0);
        const wanted = claimants.reduce((sum, { cap }) => sum + cap, 0);
        for (const { rate, cap } of claimants) {
          expect(rate).toBeGreaterThan(0);
          expect(rate).toBeLessThanOrEqual(cap + 1e-9);
        }
        expect(used).toBeCloseTo(Math.min(wanted, (cores * wanted) / (wanted + others)), 6);
        // Of those that could use more, all get as much for their claim.
        const levels = claimants
          .filter(({ rate, cap }) => rate < cap - 1e-9)
          .map(({ rate, claim }) => rate / claim);
        for (const level of levels) expect(level).toBeCloseTo(levels[0]!, 6);
      },
    ),
    { numRuns: 500 },
  );
});
