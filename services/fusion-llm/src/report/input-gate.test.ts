// SPDX-License-Identifier: Apache-2.0
import { DataType, FeatureKind, type DescribeResponse } from '@asarg/contracts';
import { tensorOfFloat32 } from '@asarg/tensor';
import { expect, test } from 'vitest';
import type { CallResult } from './fan-out.js';
import { enforceGate, ofView, readGate } from './input-gate.js';

const gate = { refuse: { label: 'other', above: 0.5 } };
const model = { name: 'm', version: '1.0.0', digest: 'd', licence: '' };
const timing = { queueMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0, batchSize: 1 };

function describes(views: string[], takes: string[]): DescribeResponse {
  const kind = FeatureKind.VIEW_SCORES;
  const shape = [views.length];
  return {
    model,
    kind,
    outputs: [{ name: 'view_scores', kind, dataType: DataType.FLOAT32, shape, meaning: '' }],
    classes: [],
    labels: [],
    input: { pixelProfile: 'rank-squash@1', width: 4, height: 4, views: takes },
    expectedP95Ms: 0,
    executionProvider: 'cpu',
    views,
  };
}

type Answered = Extract<CallResult, { address: string }>;

function answer(scores: number[], takes: string[] = [], specialist = 'vision'): Answered {
  const tensor = tensorOfFloat32('view_scores', [scores.length], Float32Array.from(scores));
  return {
    specialist,
    version: '1',
    address: '',
    attempts: [],
    description: describes(['frontal', 'lateral', 'other'].slice(0, scores.length), takes),
    outputs: ['view_scores'],
    encoding: {
      model,
      pixelProfile: 'rank-squash@1',
      tensors: new Map([['view_scores', tensor]]),
      statistics: [],
      timing,
      totalMs: 0,
      transferMs: 0,
    },
  };
}

test('tells the likeliest view and lets a chest radiograph in', () => {
  const reading = readGate(gate, [answer([0.125, 0.75, 0.125])]);

  expect(reading).toEqual({
    view: { view: 'lateral', probability: 0.75, specialist: 'vision' },
    refused: false,
  });
  expect(() => enforceGate(reading)).not.toThrow();
});

test('refuses what is above the threshold only, and says what was expected and found', () => {
  expect(readGate(gate, [answer([0.25, 0.25, 0.5])]).refused).toBe(false);

  const reading = readGate(gate, [answer([0.125, 0.125, 0.75])]);
  expect(reading.refused).toBe(true);
  expect(() => enforceGate(reading)).toThrow(
    'input: expected an upright frontal or lateral chest radiograph, ' +
      'found another kind of image (probability 0.75)',
  );
});

test('without scores the frame goes on, and a bundle with a gate says that it was not checked', () => {
  const { encoding: _, address: __, ...call } = answer([1, 0, 0]);
  const failed = { ...call, outcome: 'UNAVAILABLE', failure: 'UNAVAILABLE: gone' };

  expect(readGate(gate, [failed])).toEqual({
    refused: false,
    warning: 'The input was not checked: no specialist told which view it is.',
  });
  expect(readGate(undefined, [])).toEqual({ refused: false });
  expect(readGate(gate, [answer([Number.NaN, 0, 0])]).view).toBeUndefined();
});

test('says that a frame was not checked when nobody tells the view that the gate refuses', () => {
  expect(readGate(gate, [answer([0.25, 0.75])])).toMatchObject({
    view: { view: 'lateral' },
    refused: false,
    warning: "The input was not checked: 'vision' tells frontal, lateral, not other.",
  });
});

test('drops the answers of specialists that do not take the view', () => {
  const results = [answer([0, 1, 0], ['frontal'], 'cxas'), answer([0, 1, 0])];
  const [cxas, vision] = ofView(results, readGate(gate, results));

  expect(cxas).toMatchObject({ failure: 'expected a frontal view, found lateral' });
  expect(cxas?.encoding).toBeUndefined();
  expect(vision).toBe(results[1]);
  expect(ofView(results, { refused: false })).toEqual(results);
});

test('keeps every answer of a frame that it would refuse', () => {
  const results = [answer([0, 0.25, 0.75], ['frontal'], 'cxas')];

  expect(ofView(results, readGate(gate, results))).toEqual(results);
});

test('the view is the likeliest of those let in', () => {
  const reading = readGate(gate, [answer([0.125, 0.375, 0.5])]);

  expect(reading.view).toMatchObject({ view: 'lateral', probability: 0.375 });
});
