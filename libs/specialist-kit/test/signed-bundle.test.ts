// SPDX-License-Identifier: Apache-2.0
import { DescribeRequest, SpecialistServiceClient, type DescribeResponse } from '@asarg/contracts';
import {
  generateSigningKey,
  readTrustedKeys,
  signBundle,
  verifyAttestation,
} from '@asarg/model-bundle';
import { createLogger } from '@asarg/service-kit';
import { readSpecialistConfig, startSpecialist } from '@asarg/specialist-kit';
import { credentials } from '@grpc/grpc-js';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { writeBundle } from './test-bundles.js';

const signer = generateSigningKey();
const closing: (() => unknown)[] = [];
let folder: string;
let keys: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signed-'));
  keys = join(folder, 'signer.pub.pem');
  await writeFile(keys, signer.publicKeyPem);
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) {
    await close();
  }
});

async function start(bundle: string, trusted: string | undefined) {
  const env = { ASARG_BUNDLE: bundle, ASARG_TRUSTED_KEYS: trusted };
  const config = readSpecialistConfig('test', '127.0.0.1:0', env);
  const logger = createLogger('test', 'silent');
  const specialist = await startSpecialist({ service: 'test', config, logger });
  closing.push(() => specialist.close());
  const client = new SpecialistServiceClient(specialist.address, credentials.createInsecure());
  closing.push(() => client.close());
  return (attestation?: boolean) =>
    new Promise<DescribeResponse>((resolve, reject) => {
      client.describe(DescribeRequest.fromPartial({ attestation }), (error, response) =>
        error ? reject(error) : resolve(response),
      );
    });
}

test('a specialist shows its signed manifest to those who ask for it', async () => {
  const bundle = await writeBundle(folder, 'segmenter');
  await signBundle(bundle, signer.privateKeyPem);
  const describe = await start(bundle, keys);

  const description = await describe(true);

  expect(verifyAttestation(description, await readTrustedKeys(keys))).toBeUndefined();
  expect(Buffer.from(description.attestation!.manifest)).toEqual(
    await readFile(join(bundle, 'manifest.json')),
  );
  expect((await describe()).attestation).toBeUndefined();
});

test('a specialist of an unsigned bundle has nothing to show, and does not start where keys are trusted', async () => {
  const bundle = await writeBundle(folder, 'segmenter');
  const describe = await start(bundle, undefined);

  expect((await describe(true)).attestation).toBeUndefined();
  await expect(start(bundle, keys)).rejects.toThrow(
    `${join(bundle, 'manifest.sig')}: expected a signature by key ${signer.keyId}, found no such file`,
  );
});
