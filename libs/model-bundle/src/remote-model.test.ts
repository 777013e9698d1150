// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { modelDigest, readSpecialistBundle } from './index.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remote-'));
});
afterEach(() => rm(folder, { recursive: true }));

const remote = {
  protocol: 'open-inference',
  address: 'models.example:8001',
  model: 'lungs',
  input: { name: 'x', datatype: 'FP32', layout: 'NCHW', channels: 1 },
};

async function read(change: object) {
  const manifest = {
    schema: 'asarg.specialist-bundle/1',
    name: 'bridge',
    version: '1.0.0',
    licence: 'Apache-2.0',
    description: '',
    feature: 'LATENT_VECTOR',
    pixelProfile: { id: 'rank-squash@1', width: 4, height: 4 },
    outputs: [
      { name: 'latent', feature: 'LATENT_VECTOR', dtype: 'float32', shape: [2], meaning: '' },
    ],
    ...change,
  };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return readSpecialistBundle(folder);
}

test('a remote model needs no file, and its input is that of the manifest', async () => {
  const { manifest, modelPath } = await read({ remote });
  expect(modelPath).toBeUndefined();
  expect(manifest).toMatchObject({ input: 'x', remote });
});

test('its digest is the one given, or stands for the manifest', async () => {
  const digest = 'c'.repeat(64);
  const given = await read({ remote: { ...remote, digest } });
  expect(modelDigest(given.manifest)).toBe(digest);
  const [first, second] = [await read({ remote }), await read({ remote })];
  const other = await read({ remote: { ...remote, model: 'heart' } });
  expect(modelDigest(first.manifest)).toMatch(/^[0-9a-f]{64}$/);
  expect(modelDigest(second.manifest)).toBe(modelDigest(first.manifest));
  expect(modelDigest(other.manifest)).not.toBe(modelDigest(first.manifest));
});

const model = { file: 'model.onnx', sha256: '0'.repeat(64) };
test.each([
  ['both', { remote, model }, 'expected either model (a file) or remote (a server), found both'],
  ['neither', {}, 'expected either model (a file) or remote (a server), found neither'],
  [
    'a file without an input',
    { model },
    "expected input, the name of the graph's input, found none",
  ],
  [
    'two inputs',
    { remote, input: 'image' },
    "expected input to be absent or remote.input.name, found 'image'",
  ],
  [
    'an address without a port',
    { remote: { ...remote, address: 'models.example' } },
    'remote.address: expected host:port',
  ],
  [
    'colour in two dimensions',
    { remote: { ...remote, input: { ...remote.input, layout: 'HW', channels: 3 } } },
    'remote.input.channels: expected 1 for layout HW, found 3',
  ],
  ['a field nobody knows', { remote: { ...remote, url: 'x' } }, 'remote: Unrecognized key: "url"'],
])('a manifest with %s is refused', async (_, change, message) => {
  await expect(read(change)).rejects.toThrow(message);
});
