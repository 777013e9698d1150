// SPDX-License-Identifier: Apache-2.0
import { ContributionState, type SlotBinding } from '@asarg/contracts';
import { tensorOfFloat32 } from '@asarg/tensor';
import { expect, test } from 'vitest';
import { bundle } from './mesh-fixture.js';
import { descriptionsFor } from './specialist-server.js';
import { staticRegistry } from '../src/registry/static-registry.js';
import type { CallResult } from '../src/report/fan-out.js';
import { fuseInputs } from '../src/report/fuse-inputs.js';
import { promptTags } from '../src/report/prompt-tags.js';

const { slots } = bundle.manifest;
const descriptions = descriptionsFor(bundle);
const maps = slots.find(({ feature }) => feature === 'SEGMENTATION')!;
const cells = maps.shape[1]! * maps.shape[2]!;
const trained = maps.classes!.filter((id) => !maps.untrained?.includes(id));
const timing = { queueMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0, batchSize: 1 };

function resultOf(values: Float32Array, classes = descriptions['cxas']!.classes): CallResult {
  const shape = [classes.length, ...maps.shape.slice(1)];
  const described = descriptions['cxas']!;
  return {
    specialist: 'cxas',
    version: '1',
    address: '',
    attempts: [],
    outputs: [maps.output],
    description: {
      ...described,
      classes,
      outputs: described.outputs.map((output) =>
        output.name === maps.output ? { ...output, shape } : output,
      ),
    },
    encoding: {
      model: described.model!,
      pixelProfile: 'p@1',
      tensors: new Map([[maps.output, tensorOfFloat32(maps.output, shape, values)]]),
      statistics: [],
      timing,
      totalMs: 0,
      transferMs: 0,
    },
  };
}

function bindingsOf(classes = descriptions['cxas']!.classes): readonly SlotBinding[] {
  const { description } = resultOf(new Float32Array(classes.length * cells), classes);
  return staticRegistry(slots, { cxas: description }).bindings;
}

test('classes are moved to the order of the slot and the others are absent', () => {
  const [first, second] = [trained[0]!, trained.at(-1)!];
  const classes = [second, 999, first].map((id) => ({
    ...descriptions['cxas']!.classes[0]!,
    id,
  }));
  const values = Float32Array.from(
    { length: 3 * cells },
    (_, index) => 1 + Math.floor(index / cells),
  );

  const fused = fuseInputs(slots, bindingsOf(classes), [resultOf(values, classes)]);

  const { shape, data } = fused.inputs[maps.input]!;
  expect(shape).toEqual([1, ...maps.shape]);
  const expected = maps.classes!.map((id) => (id === first ? 3 : id === second ? 1 : 0));
  expect(maps.classes!.map((_, channel) => data[channel * cells])).toEqual(expected);
  expect([...fused.inputs[maps.presence]!.data]).toEqual(
    expected.map((value) => Number(value > 0)),
  );
  expect(fused.contributions.find(({ slot }) => slot === maps.name)).toMatchObject({
    state: ContributionState.PARTIAL,
    reason: expect.stringContaining(`'cxas' offers 2 of ${trained.length} classes`),
  });
});

test('without any result every slot is absent, finite, and there is nothing to contrast', () => {
  const fused = fuseInputs(slots, bindingsOf(), []);

  expect(fused.contrast).toBeUndefined();
  expect(fused.contributions.every(({ state }) => state === ContributionState.MISSING)).toBe(true);
  for (const { data } of Object.values(fused.inputs)) {
    expect(data.every((value) => value === 0)).toBe(true);
  }
});

test('a tensor that is not finite, or not as described, is not used', () => {
  const nan = new Float32Array(maps.shape[0]! * cells);
  nan[7] = Number.NaN;
  const withNan = fuseInputs(slots, bindingsOf(), [resultOf(nan)]);
  const described = resultOf(new Float32Array(maps.shape[0]! * cells));
  const tensors = new Map([[maps.output, tensorOfFloat32(maps.output, [1], new Float32Array(1))]]);
  const encoding = { ...described.encoding!, tensors };
  const wrong = fuseInputs(slots, bindingsOf(), [{ ...described, encoding } as CallResult]);

  for (const [fused, found] of [
    [withNan, /found values that are not finite/],
    [wrong, `expected 'pooled' [${maps.shape}], found [1]`],
  ] as const) {
    const contribution = fused.contributions.find(({ slot }) => slot === maps.name)!;
    expect(contribution.state).toBe(ContributionState.MISSING);
    expect(contribution.reason).toMatch(found);
  }
});

test('tags are those above their thresholds; a normal study has no finding', () => {
  const slot = {
    labels: ['Edema', 'No Finding', 'mesh/normal', 'mesh/base'],
    thresholds: [0.5, 0.5, 0.5, 0.2],
    normal: [0, 1, 1, 0] as (0 | 1)[],
  };
  const offered = ['mesh/normal', 'No Finding', 'Edema', 'mesh/base'];
  const tags = (...values: number[]) => [...promptTags(slot, offered, Float32Array.from(values))];

  expect(tags(0.9, 0.9, 0.5, 0.1)).toEqual([0, 1, 1, 0]);
  expect(tags(0.9, 0.9, 0.6, 0.3)).toEqual([1, 0, 0, 1]);
  expect(tags(0.9, 0.9, 0.1, 0.3)).toEqual([0, 1, 1, 1]);
  expect([...promptTags(slot, ['Edema'], Float32Array.of(0.9))]).toEqual([1, 0, 0, 0]);
});
