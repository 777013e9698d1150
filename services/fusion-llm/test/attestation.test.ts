// SPDX-License-Identifier: Apache-2.0
import { SpecialistState, type DescribeResponse } from '@asarg/contracts';
import { generateSigningKey, signBundle } from '@asarg/model-bundle';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundle, startMesh } from './mesh-fixture.js';
import { descriptionsFor } from './specialist-server.js';

const key = generateSigningKey();
let folder: string;
let mesh: Awaited<ReturnType<typeof startMesh>> | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attested-'));
});
afterEach(async () => {
  await mesh?.close();
  mesh = undefined;
  await rm(folder, { recursive: true });
});

/** A signed manifest that says what a description says. */
async function attested(description: DescribeResponse): Promise<DescribeResponse> {
  const own = join(folder, description.model!.name);
  const { name, version, digest } = description.model!;
  const manifest = {
    schema: 'asarg.specialist-bundle/1',
    name,
    version,
    licence: 'Apache-2.0',
    description: 'Of the tests.',
    feature: 'LATENT_VECTOR',
    pixelProfile: { id: 'rank-squash@1', width: 8, height: 8 },
    model: { file: 'model.onnx', sha256: digest },
    input: 'image',
    outputs: [
      { name: 'latent', feature: 'LATENT_VECTOR', dtype: 'float32', shape: [1], meaning: '' },
    ],
  };
  await mkdir(own);
  await writeFile(join(own, 'manifest.json'), JSON.stringify(manifest));
  const { keyId, signature } = await signBundle(own, key.privateKeyPem);
  const attestation = {
    manifest: await readFile(join(own, 'manifest.json')),
    signature,
    keyId,
  };
  return { ...description, attestation };
}

test('where keys are trusted, only what is signed by one of them takes part', async () => {
  const { vision, cxas, 'lvm-med': latent } = descriptionsFor(bundle);
  const signed = await attested(vision!);
  const other = await attested(cxas!);
  const lying = { ...other, model: { ...cxas!.model!, digest: 'e'.repeat(64) } };
  await writeFile(join(folder, 'trusted.pem'), key.publicKeyPem);
  // The fusion bundle is to be signed as well where keys are trusted.
  await cp(bundle.folder, join(folder, 'fusion'), { recursive: true });
  await signBundle(join(folder, 'fusion'), key.privateKeyPem);
  mesh = await startMesh({
    config: { trustedKeys: join(folder, 'trusted.pem'), bundle: join(folder, 'fusion') },
    descriptions: { vision: signed, cxas: lying, 'lvm-med': latent! },
  });

  const { specialists } = await mesh.until(({ specialists }) =>
    specialists.every(
      ({ state }) => state !== SpecialistState.DISCOVERED && state !== SpecialistState.DESCRIBED,
    ),
  );
  const seen = Object.fromEntries(
    specialists.map(({ name, state, reason }) => [name, [state, reason]]),
  );
  expect(seen).toEqual({
    vision: [SpecialistState.ACTIVE, ''],
    cxas: [
      SpecialistState.QUARANTINED,
      expect.stringMatching(/^signature: expected the model digest .*e{64}/),
    ],
    'lvm-med': [
      SpecialistState.QUARANTINED,
      expect.stringMatching(/^signature: expected an attestation, found none/),
    ],
  });
});
