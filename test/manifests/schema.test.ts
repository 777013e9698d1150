// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { digestFile, digestOfManifests } from '../../tools/render-manifests.mjs';
import type { KubernetesObject } from './kubernetes-object.js';
import { eachOverlay, overlays } from './rendered.js';
import { schemaFaults } from './strict-schemas.js';

test('what is committed as rendered is what was rendered from what is there', () => {
  expect(
    readFileSync(digestFile, 'utf8').trim(),
    'the manifests have changed: run node tools/render-manifests.mjs',
  ).toBe(digestOfManifests());
});

test.each(eachOverlay)(
  '%s keeps to the schemas of Kubernetes, unknown fields included',
  (_, objects) => {
    expect(objects.flatMap(schemaFaults)).toEqual([]);
  },
);

test('every object is in the namespace, and there once', () => {
  for (const [overlay, objects] of overlays) {
    const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(names).size, overlay).toBe(names.length);
    for (const { kind, metadata } of objects) {
      expect(metadata.namespace, `${kind} ${metadata.name}`).toBe(
        kind === 'Namespace' ? undefined : 'asarg',
      );
    }
  }
});

const [deployment] = overlays.get('keda')!.filter(({ kind }) => kind === 'Deployment');
const [scaled] = overlays.get('keda')!.filter(({ kind }) => kind === 'ScaledObject');

/** An object with something wrong in it, and what is said of that. */
const wrong: [string, KubernetesObject | undefined, (spec: any) => void, RegExp][] = [
  ['a field nobody knows', deployment, (spec) => (spec.replicaz = 2), /replicaz/],
  [
    'a field nobody knows, deep down',
    deployment,
    (spec) => (spec.template.spec.containers[0].livenessProbe.grpc.prot = 1),
    /grpc must NOT have additional properties: prot/,
  ],
  [
    'a number that is text',
    deployment,
    (spec) => (spec.minReadySeconds = '15'),
    /minReadySeconds must be integer/,
  ],
  ['a part that is missing', deployment, (spec) => delete spec.selector, /'selector'/],
  [
    'a word that is none of those allowed',
    deployment,
    (spec) => (spec.strategy.type = 'Rolling'),
    /strategy\/type must be equal to one of the allowed values/,
  ],
  ['a misspelt trigger', scaled, (spec) => (spec.triggers[0].metdata = {}), /metdata/],
];

test.each(wrong)('the schemas refuse %s', (_, object, spoil, said) => {
  const copy = structuredClone(object!) as KubernetesObject;
  spoil(copy.spec);
  expect(schemaFaults(copy).join('\n')).toMatch(said);
});
