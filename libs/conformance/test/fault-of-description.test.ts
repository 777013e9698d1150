// SPDX-License-Identifier: Apache-2.0
import { faultOfDescription } from '@asarg/conformance';
import {
  DataType,
  FeatureKind,
  Provenance,
  type DescribeResponse,
  type Output,
} from '@asarg/contracts';
import { expect, test } from 'vitest';

function output(
  name: string,
  kind: FeatureKind,
  shape: number[],
  dataType = DataType.FLOAT32,
): Output {
  return { name, kind, dataType, shape, meaning: '' };
}

const classOf = (id: number) => ({
  id,
  name: `class ${id}`,
  superclass: '',
  provenance: Provenance.MEASURED,
  codes: [],
});

const sound: DescribeResponse = {
  model: { name: 'm', version: '1.0.0', digest: 'a'.repeat(64), licence: '' },
  kind: FeatureKind.SEGMENTATION,
  outputs: [
    output('masks', FeatureKind.SEGMENTATION, [2, 8, 8], DataType.BIT),
    output('tags', FeatureKind.FINDING_TAGS, [3]),
    output('maps', FeatureKind.ACTIVATION_MAPS, [2, 4, 4]),
    output('views', FeatureKind.VIEW_SCORES, [2]),
  ],
  classes: [classOf(1), classOf(2)],
  labels: ['a', 'b', 'c'],
  input: { pixelProfile: 'p@1', width: 8, height: 8, views: [] },
  expectedP95Ms: 0,
  executionProvider: 'cpu',
  views: ['frontal', 'lateral'],
};

test('a sound description has no fault', () => {
  expect(faultOfDescription(sound)).toBeUndefined();
});

const faults: [string, Partial<DescribeResponse>, RegExp][] = [
  ['no model', { model: undefined }, /expected a model with name, version and digest/],
  ['no digest', { model: { ...sound.model!, digest: '' } }, /found them incomplete/],
  ['no outputs', { outputs: [] }, /at least one output, found none/],
  ['an output twice', { outputs: [sound.outputs[0]!, sound.outputs[0]!] }, /found one twice/],
  ['a class twice', { classes: [classOf(1), classOf(1)] }, /different ids, found one twice/],
  [
    'an output without a kind',
    { outputs: [output('x', FeatureKind.UNSPECIFIED, [1])] },
    /output 'x': expected a kind and a data type/,
  ],
  [
    'an output without a data type',
    { outputs: [output('x', FeatureKind.LATENT_VECTOR, [1], DataType.UNSPECIFIED)] },
    /output 'x': expected a kind and a data type/,
  ],
  [
    'a dimension of 0',
    { outputs: [output('x', FeatureKind.LATENT_VECTOR, [0])] },
    /positive dimensions, found \[0\]/,
  ],
  ['fewer classes than channels', { classes: [classOf(1)] }, /'masks': expected 1 classes first/],
  ['fewer labels than tags', { labels: ['a', 'b'] }, /'tags': expected \[2 labels\], found \[3\]/],
  [
    'more maps than labels',
    { outputs: [output('maps', FeatureKind.ACTIVATION_MAPS, [4, 4, 4])] },
    /at most 3 labels, rows, columns\], found \[4,4,4\]/,
  ],
  ['fewer views than scores', { views: ['frontal'] }, /'views': expected \[1 views\], found \[2\]/],
];

test.each(faults)('a description with %s says so', (_, change, fault) => {
  expect(faultOfDescription({ ...sound, ...change })).toMatch(fault);
});
