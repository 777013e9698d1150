// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BundleError } from './bundle-error.js';
import { signatureFile, signatureText, type BundleSignature } from './bundle-signature.js';
import { keyIdOf } from './signing-key.js';
import { describeFailure } from './verify-file.js';

/**
 * Signs the bytes of a bundle's `manifest.json` as they are and writes `manifest.sig` beside it,
 * in place of an older one. Does not look at the files that the manifest names.
 * @param privateKeyPem Ed25519, PKCS #8 in PEM, not encrypted.
 * @throws BundleError if there is no manifest or the key is not one that signs.
 */
export async function signBundle(folder: string, privateKeyPem: string): Promise<BundleSignature> {
  const key = signingKeyOf(privateKeyPem);
  const path = join(folder, 'manifest.json');
  const manifest = await readFile(path).catch((cause: unknown) => {
    throw new BundleError(path, "a bundle's manifest", describeFailure(cause), { cause });
  });
  const signature: BundleSignature = {
    keyId: keyIdOf(createPublicKey(key)),
    signature: new Uint8Array(sign(null, manifest, key)),
  };
  // Renamed into place: who reads the bundle meanwhile sees the old signature or the new one.
  const target = join(folder, signatureFile);
  await writeFile(`${target}.new`, signatureText(signature));
  await rename(`${target}.new`, target);
  return signature;
}

function signingKeyOf(pem: string): KeyObject {
  const expected = 'an Ed25519 private key in PEM';
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw new BundleError('the signing key', expected, 'none that can be read', { cause });
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new BundleError('the signing key', expected, `one of type ${key.asymmetricKeyType}`);
  }
  return key;
}
