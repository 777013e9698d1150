// SPDX-License-Identifier: Apache-2.0
import { createHash, generateKeyPairSync } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  BundleError,
  generateSigningKey,
  readSpecialistBundle,
  readTrustedKeys,
  signBundle,
  verifyAttestation,
  verifySignature,
  type TrustedKeys,
} from './index.js';

const signer = generateSigningKey();
const stranger = generateSigningKey();

let root: string;
let bundle: string;
let trustedKeys: TrustedKeys;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'signature-'));
  bundle = await writeBundle('a', 'weights');
  await mkdir(join(root, 'keys'));
  await writeFile(join(root, 'keys', 'signer.pem'), signer.publicKeyPem);
  trustedKeys = await readTrustedKeys(join(root, 'keys'));
});
afterEach(() => rm(root, { recursive: true }));

async function writeBundle(name: string, weights: string): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder);
  await writeFile(join(folder, 'model.onnx'), weights);
  const manifest = {
    schema: 'asarg.specialist-bundle/1',
    name,
    version: '0.1.0',
    licence: 'Apache-2.0',
    description: 'A model.',
    feature: 'LATENT_VECTOR',
    pixelProfile: { id: 'rank-squash@1', width: 8, height: 8 },
    model: { file: 'model.onnx', sha256: createHash('sha256').update(weights).digest('hex') },
    input: 'image',
    outputs: [
      { name: 'latent', feature: 'LATENT_VECTOR', dtype: 'float32', shape: [4], meaning: 'L.' },
    ],
  };
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, undefined, 1)}\n`);
  return folder;
}

const refusal = (folder = bundle): Promise<BundleError> =>
  readSpecialistBundle(folder, { trustedKeys }).then(
    () => expect.unreachable('expected a refusal, found a bundle'),
    (error: BundleError) => error,
  );

describe('with trusted keys', () => {
  test('a bundle that one of them signed is read, and says whose signature it has', async () => {
    await signBundle(bundle, signer.privateKeyPem);

    const { signature } = await readSpecialistBundle(bundle, { trustedKeys });

    expect(signature?.keyId).toBe(signer.keyId);
    expect(await verifySignature(bundle, trustedKeys)).toBe(signer.keyId);
  });

  test('an unsigned bundle is refused, naming the keys, and read without them', async () => {
    const error = await refusal();

    expect(error).toBeInstanceOf(BundleError);
    expect(error.message).toBe(
      `${join(bundle, 'manifest.sig')}: expected a signature by key ${signer.keyId}, found no such file`,
    );
    expect(await readSpecialistBundle(bundle)).toMatchObject({ signature: undefined });
  });

  test('a signature by a key that is not trusted is refused with both ids', async () => {
    await signBundle(bundle, stranger.privateKeyPem);

    const { expected, found } = await refusal();

    expect(expected).toBe(`a signature by key ${signer.keyId}`);
    expect(found).toBe(`one by key ${stranger.keyId}`);
  });

  test("another key's signature under the name of a trusted one is refused", async () => {
    await signBundle(bundle, stranger.privateKeyPem);
    const path = join(bundle, 'manifest.sig');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(stranger.keyId, signer.keyId));

    expect((await refusal()).found).toBe('one that does not match it');
  });

  test('a manifest that was changed by as much as a line break is refused', async () => {
    await signBundle(bundle, signer.privateKeyPem);
    await appendFile(join(bundle, 'manifest.json'), '\n');

    expect(await refusal()).toMatchObject({
      file: join(bundle, 'manifest.sig'),
      expected: `a signature of this manifest.json by key ${signer.keyId}`,
    });
  });

  test('a file that was changed is refused, although the manifest is as signed', async () => {
    await signBundle(bundle, signer.privateKeyPem);
    await writeFile(join(bundle, 'model.onnx'), 'other weights');

    expect(await refusal()).toMatchObject({ file: join(bundle, 'model.onnx') });
    expect(await verifySignature(bundle, trustedKeys)).toBe(signer.keyId);
  });

  test("another bundle's signature is refused", async () => {
    const other = await writeBundle('b', 'other weights');
    await signBundle(other, signer.privateKeyPem);
    await writeFile(join(bundle, 'manifest.sig'), await readFile(join(other, 'manifest.sig')));

    expect((await refusal()).found).toBe('one that does not match it');
  });

  test.each([
    ['not json', '8 characters that are not JSON'],
    ['{}', 'schema: '],
    ['{"schema":"asarg.bundle-signature/1","algorithm":"rsa"}', 'algorithm: '],
    [
      JSON.stringify({
        schema: 'asarg.bundle-signature/1',
        algorithm: 'ed25519',
        keyId: signer.keyId,
        signature: 'AAAA',
      }),
      'signature: expected 64 bytes in base64',
    ],
  ])('the signature file %s is refused, with and without keys', async (text, found) => {
    await writeFile(join(bundle, 'manifest.sig'), text);

    expect((await refusal()).found).toContain(found);
    await expect(readSpecialistBundle(bundle)).rejects.toThrow(found);
  });
});

test('no change of a signature or of the signed bytes is accepted', async () => {
  const signature = await signBundle(bundle, signer.privateKeyPem);
  const manifest = new Uint8Array(await readFile(join(bundle, 'manifest.json')));
  const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
    const copy = Uint8Array.from(bytes);
    copy[(bit >> 3) % copy.length]! ^= 1 << (bit & 7);
    return copy;
  };
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.nat(1 << 20), async (ofManifest, bit) => {
      const changed = ofManifest
        ? { manifest: flipped(manifest, bit), signature }
        : { manifest, signature: { ...signature, signature: flipped(signature.signature, bit) } };
      await expect(verifySignature(changed, trustedKeys)).rejects.toThrow('does not match');
    }),
    { numRuns: 60 },
  );
});

describe('trusted keys', () => {
  test('are all keys of a file, or of a folder', async () => {
    const both = join(root, 'both.pem');
    await writeFile(both, `two keys\n${signer.publicKeyPem}\n${stranger.publicKeyPem}`);

    expect([...(await readTrustedKeys(both)).keys()]).toEqual([signer.keyId, stranger.keyId]);
    expect([...trustedKeys.keys()]).toEqual([signer.keyId]);
  });

  test.each([
    ['a private key', signer.privateKeyPem, 'a private key'],
    [
      'an RSA key',
      generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
        type: 'spki',
        format: 'pem',
      }) as string,
      'a key of type rsa',
    ],
    ['no key', 'nothing', 'no PEM block'],
    [
      'a broken key',
      '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n',
      'a PEM block that holds no key',
    ],
  ])('are refused with %s among them', async (_, pem, found) => {
    const file = join(root, 'keys', 'z.pem');
    await writeFile(file, pem);

    await expect(readTrustedKeys(join(root, 'keys'))).rejects.toThrow(
      `${file}: expected Ed25519 public keys in PEM, found ${found}`,
    );
  });

  test('that are not there are refused', async () => {
    await mkdir(join(root, 'empty'));

    await expect(readTrustedKeys(join(root, 'empty'))).rejects.toThrow('found no *.pem file');
    await expect(readTrustedKeys(join(root, 'none'))).rejects.toThrow('found no such file');
  });
});

test.each([
  ['none', 'nothing', 'none that can be read'],
  ['a public key', signer.publicKeyPem, 'none that can be read'],
  [
    'an EC key',
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    }) as string,
    'one of type ec',
  ],
])('signing with %s is refused', async (_, pem, found) => {
  await expect(signBundle(bundle, pem)).rejects.toThrow(
    `expected an Ed25519 private key in PEM, found ${found}`,
  );
});

describe('an attestation', () => {
  async function describeBundle() {
    const { manifest, manifestBytes, signature } = await readSpecialistBundle(bundle);
    const { name, version, model } = manifest;
    return {
      model: { name, version, digest: model.sha256 },
      attestation: { ...signature!, manifest: manifestBytes },
    };
  }

  test('of the described model by a trusted key holds', async () => {
    await signBundle(bundle, signer.privateKeyPem);

    expect(verifyAttestation(await describeBundle(), trustedKeys)).toBeUndefined();
  });

  test('is missed where there is none', () => {
    const reason = verifyAttestation({ model: undefined }, trustedKeys);

    expect(reason).toBe('expected an attestation, found none');
  });

  test.each([
    ['digest', `expected the model digest of the signed manifest, `],
    ['name', 'expected the name of the signed manifest, a, found "other" described'],
    ['version', 'expected the version of the signed manifest, 0.1.0, found "other" described'],
  ])('does not hold for a model of another %s', async (field, reason) => {
    await signBundle(bundle, signer.privateKeyPem);
    const { model, attestation } = await describeBundle();
    const described = { model: { ...model, [field]: 'other' }, attestation };

    expect(verifyAttestation(described, trustedKeys)).toContain(reason);
    expect(verifyAttestation({ attestation }, trustedKeys)).toContain('found "" described');
  });

  test('by an unknown key, or of changed bytes, does not hold', async () => {
    await signBundle(bundle, stranger.privateKeyPem);
    const byStranger = await describeBundle();
    expect(verifyAttestation(byStranger, trustedKeys)).toBe(
      `expected an attestation by key ${signer.keyId}, found one by key "${stranger.keyId}"`,
    );

    await signBundle(bundle, signer.privateKeyPem);
    const { model, attestation } = await describeBundle();
    const changed = Uint8Array.from([...attestation.manifest, 10]);
    expect(
      verifyAttestation({ model, attestation: { ...attestation, manifest: changed } }, trustedKeys),
    ).toContain('found one that does not match it');
    const cut = attestation.signature.subarray(1);
    expect(
      verifyAttestation({ model, attestation: { ...attestation, signature: cut } }, trustedKeys),
    ).toContain('found one that does not match it');
  });

  test("of another kind of bundle's manifest does not hold", async () => {
    await writeFile(join(bundle, 'manifest.json'), '{"schema":"asarg.fusion-bundle/1"}');
    const signature = await signBundle(bundle, signer.privateKeyPem);
    const manifest = await readFile(join(bundle, 'manifest.json'));

    expect(verifyAttestation({ attestation: { ...signature, manifest } }, trustedKeys)).toBe(
      "expected the attested manifest to be a specialist bundle's, found another",
    );
  });
});
