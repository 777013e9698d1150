// SPDX-License-Identifier: Apache-2.0
import { DataType, FeatureKind, Provenance, type DescribeResponse } from '@asarg/contracts';
import type { FusionSlot } from '@asarg/model-bundle';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bindSlots } from './bind-slots.js';
import type { RegistryEntry } from './registry-entry.js';

const trainedOn = { name: 'trained', sha256: '0'.repeat(64) };
const segmentation = (classes: number[]): FusionSlot => ({
  name: 'maps',
  feature: 'SEGMENTATION',
  output: 'pooled',
  shape: [classes.length, 4, 4],
  classes,
  input: 'pooled',
  presence: 'class_present',
  trainedOn,
});
const vector: FusionSlot = {
  name: 'latent',
  feature: 'LATENT_VECTOR',
  output: 'latent',
  shape: [8],
  input: 'latent',
  presence: 'latent_present',
  trainedOn,
};
const tagSlot = (labels: string[]): FusionSlot => ({
  name: 'tags',
  feature: 'FINDING_TAGS',
  output: 'tags',
  shape: [labels.length],
  labels,
  thresholds: labels.map(() => 0.5),
  normal: labels.map(() => 0 as const),
  input: 'tags',
  presence: 'tags_present',
  trainedOn,
});

function entry(
  name: string,
  kind: FeatureKind,
  shape: number[],
  more: Partial<DescribeResponse> = {},
  state: RegistryEntry['state'] = 'ACTIVE',
): RegistryEntry {
  const model = { name, version: '1.0.0', digest: 'd', licence: '' };
  const outputs = [{ name: 'out', kind, dataType: DataType.FLOAT32, shape, meaning: '' }];
  const description = {
    model,
    kind,
    outputs,
    classes: [],
    labels: [],
    input: undefined,
    expectedP95Ms: 0,
    executionProvider: 'cpu',
    views: [],
    ...more,
  };
  return { name, address: '', state, reason: state === 'ACTIVE' ? '' : 'gone', description };
}

function segmenter(name: string, ids: number[], provenance: Provenance = Provenance.MEASURED) {
  const classes = ids.map((id) => ({ id, name: '', superclass: '', provenance, codes: [] }));
  return entry(name, FeatureKind.SEGMENTATION, [ids.length, 4, 4], { classes });
}

const ids = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 8 });

describe('a segmentation slot', () => {
  test('binds exactly the classes that both know, in its own order, whatever else is offered', () => {
    fc.assert(
      fc.property(ids, ids, (wanted, offered) => {
        const [binding] = bindSlots([segmentation(wanted)], [segmenter('a', offered)]);
        const shared = wanted.filter((id) => offered.includes(id));

        expect(binding!.slotClasses).toEqual(wanted);
        expect(binding!.boundClasses).toEqual(shared);
        expect(binding!.specialist).toBe(shared.length > 0 ? 'a' : '');
        expect(binding!.reason === '').toBe(shared.length === wanted.length);
      }),
    );
  });

  test('binds to the entry that offers most of it, whatever the order of entries', () => {
    fc.assert(
      fc.property(ids, fc.array(ids, { minLength: 1, maxLength: 5 }), (wanted, offers) => {
        const entries = offers.map((offered, index) => segmenter(`s${index}`, offered));
        const [binding] = bindSlots([segmentation(wanted)], entries);
        const [reversed] = bindSlots([segmentation(wanted)], entries.toReversed());
        const counts = offers.map((offered) => wanted.filter((id) => offered.includes(id)).length);

        expect(binding!.boundClasses).toHaveLength(Math.max(...counts));
        expect(reversed).toEqual(binding);
      }),
    );
  });

  test('does not take classes that were never trained', () => {
    const [binding] = bindSlots(
      [segmentation([1, 2])],
      [segmenter('a', [1, 2], Provenance.UNTRAINED)],
    );

    expect(binding).toMatchObject({ specialist: '', boundClasses: [] });
  });

  test('does not miss classes that it never learned anything of', () => {
    const slot = { ...segmentation([1, 2, 3]), untrained: [2] };
    const [binding] = bindSlots([slot], [segmenter('a', [1, 2, 3])]);

    expect(binding).toMatchObject({ slotClasses: [1, 3], boundClasses: [1, 3], reason: '' });
  });

  test('counts what is missing when it is too much to name', () => {
    const wanted = Array.from({ length: 212 }, (_, id) => id);
    const offer = segmenter('a', wanted.slice(0, 200));
    offer.description!.classes.forEach((row, channel) => {
      row.provenance = channel < 50 ? Provenance.DERIVED : Provenance.UNTRAINED;
    });
    const [binding] = bindSlots([segmentation(wanted)], [offer]);

    expect(binding!.boundClasses).toHaveLength(50);
    expect(binding!.reason).toBe(
      "'a' offers 50 of 212 classes; missing: 150 untrained, 12 not offered",
    );
  });

  test('says which classes are missing', () => {
    const [binding] = bindSlots([segmentation([1, 2, 3])], [segmenter('a', [3, 9])]);

    expect(binding!.reason).toBe("'a' offers 1 of 3 classes; missing: 1, 2");
  });
});

describe('a latent slot', () => {
  test('binds only the model it was trained on, of its shape', () => {
    const bound = (name: string, shape: number[]) =>
      bindSlots([vector], [entry(name, FeatureKind.LATENT_VECTOR, shape)])[0]!.specialist;

    expect(bound('trained', [8])).toBe('trained');
    expect(bound('trained', [9])).toBe('');
    expect(bound('other', [8])).toBe('');
  });

  test('tells that the entry it needs is not active', () => {
    const gone = entry('trained', FeatureKind.LATENT_VECTOR, [8], {}, 'UNREACHABLE');

    expect(bindSlots([vector], [gone])[0]).toMatchObject({
      specialist: '',
      reason: "'trained' is UNREACHABLE: gone",
    });
  });
});

test('a tag slot binds by label', () => {
  const offer = (name: string, labels: string[]) =>
    entry(name, FeatureKind.FINDING_TAGS, [labels.length], { labels });
  const [binding] = bindSlots([tagSlot(['a', 'b'])], [offer('x', ['z', 'b']), offer('y', ['z'])]);

  expect(binding).toMatchObject({
    specialist: 'x',
    output: 'out',
    reason: "'x' offers 1 of 2 labels; missing: a",
  });
});

test('there is one binding per slot, in order, and only active entries are bound', () => {
  const slots = [vector, segmentation([1]), tagSlot(['a'])];
  const states = fc.constantFrom('DISCOVERED', 'UNREACHABLE', 'QUARANTINED');
  fc.assert(
    fc.property(states, (state) => {
      const entries = [
        { ...segmenter('a', [1]), state },
        entry('trained', FeatureKind.LATENT_VECTOR, [8], {}, state),
      ];
      const bindings = bindSlots(slots, entries);

      expect(bindings.map(({ slot }) => slot)).toEqual(['latent', 'maps', 'tags']);
      expect(bindings.every(({ specialist, reason }) => specialist === '' && reason !== '')).toBe(
        true,
      );
    }),
  );
});
