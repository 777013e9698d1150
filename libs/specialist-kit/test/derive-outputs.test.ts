// SPDX-License-Identifier: Apache-2.0
import {
  fillHoles,
  float32Of,
  largestComponent,
  masksOf,
  packMask,
  unpackMask,
} from '@asarg/tensor';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NamedArray } from '@asarg/specialist-kit';
import { cases, derive, from, outputOf, probability, type From } from './derived-cases.js';

describe('masks made of a graph output', () => {
  test('are above the threshold, or the first most probable, as the long way says', () => {
    const rule = fc.record({
      threshold: fc.constantFrom(undefined, 0.3, 0.51, 0.777, 'argmax' as const),
      reversed: fc.boolean(),
      background: fc.boolean(),
      clean: fc.constantFrom('none' as const, 'largest-component' as const),
    });
    fc.assert(
      fc.property(cases, rule, (c, { threshold, reversed, background, clean }) => {
        const hasBackground = background && c.channels > 1;
        const all = Array.from({ length: c.channels }, (_, channel) => channel);
        const kept = hasBackground ? all.slice(1) : all;
        const channels = reversed ? kept.toReversed() : kept;
        const source = from({
          layout: c.layout,
          activation: c.activation,
          clean,
          ...(threshold !== undefined && { threshold }),
          ...(reversed && { channels }),
          ...(hasBackground && { background: 0 }),
        });
        const output = outputOf({ shape: [channels.length, c.rows, c.columns], from: source });
        const { tensors, statistics } = derive([output], c.array, [c.columns, c.rows]);

        const decision = threshold ?? (c.activation === 'softmax' ? 'argmax' : 0.5);
        const isSet = (channel: number, y: number, x: number): boolean => {
          const values = c.pixel(y, x);
          return decision === 'argmax'
            ? values.indexOf(Math.max(...values)) === channel
            : probability(values, channel, c.activation) > decision;
        };
        const masks = masksOf(tensors.get('out')!);
        channels.forEach((channel, k) => {
          const values = Array.from({ length: c.rows * c.columns }, (_, i) =>
            Number(isSet(channel, Math.floor(i / c.columns), i % c.columns)),
          );
          const raw = packMask(values, c.columns, c.rows);
          const expected = clean === 'none' ? raw : fillHoles(largestComponent(raw));
          expect(masks[k]).toEqual(expected);
          const set = [...unpackMask(expected)].flatMap((bit, i) => (bit ? [i] : []));
          const sum = set.reduce(
            (total, i) =>
              total +
              probability(c.pixel(Math.floor(i / c.columns), i % c.columns), channel, c.activation),
            0,
          );
          expect(statistics![k]).toMatchObject({ classId: 10_000 + k, area: set.length });
          expect(statistics![k]!.meanProbability).toBeCloseTo(sum / (set.length || 1), 5);
        });
      }),
      { numRuns: 200 },
    );
  });

  test('are cleaned class by class', () => {
    const data = Float32Array.of(1, 0, 1, 1, 1, 0, 1, 1);
    const array: NamedArray = { dtype: 'float32', shape: [1, 2, 1, 4], data };
    const source = from({ clean: ['largest-component', 'none'] });
    const { tensors } = derive([outputOf({ shape: [2, 1, 4], from: source })], array, [4, 1]);
    expect([...tensors.get('out')!.data]).toEqual([0b1100, 0b1101]);
  });

  test('have nothing in the padding, and come from half, byte and whole numbers alike', () => {
    const content = { x0: 2, y0: 0, x1: 6, y1: 8 };
    const output = outputOf({ shape: [1, 4, 4], from: from() });
    const arrays: NamedArray[] = [
      { dtype: 'float16', shape: [1, 1, 4, 4], data: new Uint16Array(16).fill(0x3c00) },
      { dtype: 'bool', shape: [1, 4, 4], data: new Uint8Array(16).fill(1) },
      { dtype: 'int64', shape: [1, 4, 4], data: new BigInt64Array(16).fill(1n) },
    ];
    for (const array of arrays) {
      const { tensors, statistics } = derive([output], array, [8, 8], { content });
      expect([...tensors.get('out')!.data]).toEqual([0b0110, 0b0110, 0b0110, 0b0110]);
      expect(tensors.get('out')!.affine).toMatchObject({ xx: 2, yy: 2 });
      expect(statistics![0]).toMatchObject({ area: 8, meanProbability: 1 });
    }
  });
});

describe('values made of a graph output', () => {
  test('are probabilities pooled over the frame, as the long way says', () => {
    const pools = fc.record({
      rows: fc.integer({ min: 1, max: 6 }),
      columns: fc.integer({ min: 1, max: 6 }),
      method: fc.constantFrom('mean' as const, 'max' as const),
    });
    const edges = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99), fc.nat(99));
    fc.assert(
      fc.property(cases, pools, edges, (c, pool, [left, top, right, bottom]) => {
        const x0 = Math.floor((left * c.columns) / 100);
        const y0 = Math.floor((top * c.rows) / 100);
        const x1 = x0 + 1 + Math.floor((right * (c.columns - x0)) / 100);
        const y1 = y0 + 1 + Math.floor((bottom * (c.rows - y0)) / 100);
        const content = { x0, y0, x1, y1 };
        const output = outputOf({
          dtype: 'float32',
          shape: [c.channels, pool.rows, pool.columns],
          from: from({ layout: c.layout, activation: c.activation, pool }),
        });
        const { tensors } = derive([output], c.array, [c.columns, c.rows], { content });

        const cover = (low: number, high: number, i: number): number =>
          Math.max(0, Math.min(high, i + 1) - Math.max(low, i));
        const [w, h] = [(x1 - x0) / pool.columns, (y1 - y0) / pool.rows];
        const expected: number[] = [];
        for (let channel = 0; channel < c.channels; channel++) {
          for (let row = 0; row < pool.rows; row++) {
            for (let cell = 0; cell < pool.columns; cell++) {
              let [sum, total, greatest] = [0, 0, -Infinity];
              for (let y = 0; y < c.rows; y++) {
                for (let x = 0; x < c.columns; x++) {
                  const weight =
                    cover(x0 + cell * w, x0 + (cell + 1) * w, x) *
                    cover(y0 + row * h, y0 + (row + 1) * h, y);
                  if (weight < 1e-9) continue;
                  const p = probability(c.pixel(y, x), channel, c.activation);
                  sum += weight * p;
                  total += weight;
                  greatest = Math.max(greatest, p);
                }
              }
              expected.push(pool.method === 'mean' ? sum / total : greatest);
            }
          }
        }
        const tensor = tensors.get('out')!;
        const found = float32Of(tensor);
        expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));
        expect(tensor.affine!.x0).toBeCloseTo(x0, 9);
        expect(tensor.affine!.xx).toBeCloseTo(w, 9);
        expect(tensor.affine!.yy).toBeCloseTo(h, 9);
      }),
      { numRuns: 150 },
    );
  });

  test('are tags after sigmoid, view scores after softmax, and a latent by global pooling', () => {
    const array: NamedArray = { dtype: 'float32', shape: [1, 2], data: Float32Array.of(0, 2) };
    const tags = outputOf({
      feature: 'FINDING_TAGS',
      dtype: 'float32',
      shape: [2],
      from: from({ activation: 'sigmoid' }),
    });
    expect([...float32Of(derive([tags], array, [4, 4]).tensors.get('out')!)]).toEqual(
      [0.5, 1 / (1 + Math.exp(-2))].map(Math.fround),
    );
    const views = { ...tags, from: from({ activation: 'softmax' }) };
    const scores = float32Of(derive([views], array, [4, 4]).tensors.get('out')!);
    expect(scores[0]! + scores[1]!).toBeCloseTo(1, 6);
    const maps: NamedArray = {
      dtype: 'float32',
      shape: [1, 2, 2, 2],
      data: Float32Array.of(1, 2, 3, 6, 0, 0, 0, 4),
    };
    const latent = outputOf({
      feature: 'LATENT_VECTOR',
      dtype: 'float16',
      shape: [2],
      from: from({ pool: { rows: 1, columns: 1, method: 'mean' } }),
    });
    const { tensors } = derive([latent], maps, [4, 4]);
    expect([...float32Of(tensors.get('out')!)]).toEqual([3, 1]);
    expect(tensors.get('out')!.affine).toBeUndefined();
  });

  test('are tokens, a row per cell, also if the graph gives them as rows', () => {
    const maps: NamedArray = {
      dtype: 'float32',
      shape: [1, 2, 1, 3],
      data: Float32Array.of(1, 2, 3, 4, 5, 6),
    };
    const tokens = outputOf({
      feature: 'PATCH_TOKENS',
      dtype: 'float32',
      shape: [3, 2],
      from: from(),
    });
    const rows = (array: NamedArray) =>
      float32Of(derive([tokens], array, [6, 2]).tensors.get('out')!);
    expect([...rows(maps)]).toEqual([1, 4, 2, 5, 3, 6]);
    expect([...rows({ ...maps, shape: [1, 3, 2] })]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

test('what the graph gives in another form is refused, with what was expected and found', () => {
  const array: NamedArray = { dtype: 'float32', shape: [1, 4, 2, 2], data: new Float32Array(16) };
  const run = (shape: number[], source: Partial<From>) => () =>
    derive([outputOf({ shape, from: from(source) })], array, [2, 2]);
  expect(run([2, 2, 2], {})).toThrow("expected 2 channels in 'graph' of the network, found 4");
  expect(run([2, 2, 2], { background: 0 })).toThrow('expected 3 channels');
  expect(run([1, 2, 2], { channels: [7] })).toThrow('expected at least 8 channels');
  expect(run([4, 4, 4], {})).toThrow("expected [4,4,4] of 'graph' of the network, found [4,2,2]");
  const flat: NamedArray = { dtype: 'float32', shape: [16], data: new Float32Array(16) };
  expect(() => derive([outputOf({ shape: [4, 2, 2], from: from() })], flat, [2, 2])).toThrow(
    'dimensions of CHW after the 1, found [16]',
  );
});

test('the order is the manifest’s, and only masks are made beyond what was wanted', () => {
  const array: NamedArray = { dtype: 'float32', shape: [1, 1, 2, 2], data: new Float32Array(4) };
  const pooled = outputOf({
    name: 'pooled',
    dtype: 'float32',
    shape: [1, 1, 1],
    from: from({ pool: { rows: 1, columns: 1, method: 'mean' } }),
  });
  const masks = outputOf({ name: 'masks', shape: [1, 2, 2], from: from() });
  const outputs = [pooled, masks];
  expect([...derive(outputs, array, [2, 2]).tensors.keys()]).toEqual(['pooled', 'masks']);
  const { tensors, statistics } = derive(outputs, array, [2, 2], { wanted: [] });
  expect([...tensors.keys()]).toEqual(['masks']);
  expect(statistics).toHaveLength(1);
});
