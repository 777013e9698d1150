// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guideLogits, indexOfMax } from './guide-logits.js';
import { createRandom } from './random.js';
import { sampleToken } from './sample-token.js';

const logits = (size = 12) =>
  fc
    .array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: size, maxLength: size })
    .map((values) => Float32Array.from(values));

function softmax(values: ArrayLike<number>): number[] {
  const exponentials = Array.from(values, (value) => Math.exp(value));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}

describe('guidance', () => {
  test('is what the definition says, written naively', () => {
    const minimum = fc.double({ min: 0.001, max: 0.5, noNaN: true });
    const strength = fc.double({ min: 0, max: 4, noNaN: true });
    fc.assert(
      fc.property(logits(), logits(), minimum, strength, (conditioned, normal, least, c) => {
        const guided = guideLogits(conditioned, normal, { strength: c, minProbability: least });
        const probabilities = softmax(conditioned);

        probabilities.forEach((probability, token) => {
          const isCandidate = probability > least || token === indexOfMax(conditioned);
          // At the threshold itself rounding decides.
          fc.pre(Math.abs(probability - least) > 1e-9);
          const expected = isCandidate
            ? conditioned[token]! + c * (conditioned[token]! - normal[token]!)
            : -Infinity;
          expect(guided[token]).toBeCloseTo(expected, 6);
        });
      }),
    );
  });

  test('keeps the most probable token even if every probability is low', () => {
    const flat = new Float32Array(1000);
    const guided = guideLogits(flat, flat, { strength: 1, minProbability: 0.01 });

    expect([...guided].filter((logit) => logit > -Infinity)).toEqual([0]);
    expect(guided[0]).toBe(0);
  });

  test('leaves barred tokens out', () => {
    const conditioned = Float32Array.of(-Infinity, 1, 0);
    const guided = guideLogits(conditioned, Float32Array.of(5, 0, 0), {
      strength: 2,
      minProbability: 0.01,
    });

    expect([...guided]).toEqual([-Infinity, 3, 0]);
  });
});

describe('sampling', () => {
  test('is greedy at temperature 0', () => {
    fc.assert(
      fc.property(logits(), (values) => {
        const token = sampleToken(values, { temperature: 0, topP: 1 }, createRandom(1));
        expect(values[token]).toBe(Math.max(...values));
      }),
    );
  });

  test('stays within the nucleus: the tokens before the chosen one have less mass than top-p', () => {
    const topP = fc.double({ min: 0.05, max: 1, noNaN: true });
    fc.assert(
      fc.property(logits(), topP, fc.nat(), (values, mass, seed) => {
        const token = sampleToken(values, { temperature: 1, topP: mass }, createRandom(seed));
        const before = softmax(values).filter((_, other) => values[other]! > values[token]! + 1e-6);
        expect(before.reduce((sum, probability) => sum + probability, 0)).toBeLessThan(mass + 1e-9);
      }),
    );
  });

  test('draws tokens as often as they are probable, within 0.01 over 40000 draws', () => {
    const values = Float32Array.from([0.5, 0.3, 0.2], Math.log);
    const random = createRandom(7);
    const counts = [0, 0, 0];
    for (let draw = 0; draw < 40_000; draw++) {
      counts[sampleToken(values, { temperature: 1, topP: 1 }, random)]!++;
    }

    [0.5, 0.3, 0.2].forEach((probability, token) => {
      expect(Math.abs(counts[token]! / 40_000 - probability)).toBeLessThan(0.01);
    });
  });

  test('a seed gives one sequence, another seed another', () => {
    const sequence = (seed: number) => Array.from({ length: 50 }, createRandom(seed));

    expect(sequence(3)).toEqual(sequence(3));
    expect(sequence(3)).not.toEqual(sequence(4));
    expect(sequence(0xffffffff).every((value) => value >= 0 && value < 1)).toBe(true);
  });
});
