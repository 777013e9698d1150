// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createUrgencyLine } from './urgency-line.js';

const step = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(1, 2, 3, Infinity) },
  { weight: 1, arbitrary: fc.constant('shift' as const) },
  { weight: 1, arbitrary: fc.record({ remove: fc.nat() }) },
);

test('whatever comes and goes, the earliest deadline is first and equals keep their order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const line = createUrgencyLine<{ readonly deadlineAtMs: number; readonly number: number }>();
      let model: { readonly deadlineAtMs: number; readonly number: number }[] = [];
      const inOrder = () =>
        model.toSorted((a, b) =>
          a.deadlineAtMs === b.deadlineAtMs ? a.number - b.number : a.deadlineAtMs - b.deadlineAtMs,
        );
      for (const [number, one] of steps.entries()) {
        if (one === 'shift') {
          const [first] = inOrder();
          expect(line.shift()).toBe(first);
          model = model.filter((item) => item !== first);
        } else if (typeof one === 'object') {
          const item = model[one.remove % Math.max(1, model.length)];
          if (item === undefined) continue;
          expect(line.remove(item)).toBe(true);
          expect(line.remove(item)).toBe(false);
          model = model.filter((other) => other !== item);
        } else {
          const item = { deadlineAtMs: one, number };
          expect(line.ahead(one)).toBe(model.filter((other) => other.deadlineAtMs <= one).length);
          line.add(item);
          model.push(item);
        }
        expect(line.size).toBe(model.length);
        expect(line.last).toBe(inOrder().at(-1));
      }
      expect(line.clear()).toEqual(inOrder());
      expect(line.size).toBe(0);
    }),
  );
});
