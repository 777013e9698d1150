// SPDX-License-Identifier: Apache-2.0
import { verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BundleError } from './bundle-error.js';
import { readSignature, signatureFile, type BundleSignature } from './bundle-signature.js';
import type { TrustedKeys } from './trusted-keys.js';
import { describeFailure } from './verify-file.js';

/** A manifest as it was signed. */
export interface SignedManifest {
  /** The exact bytes of `manifest.json`. */
  readonly manifest: Uint8Array;
  readonly signature: BundleSignature | undefined;
}

/**
 * Checks the signature of a bundle's manifest, which holds the digest of every file: of a folder,
 * or of bytes that were read already. The files themselves are not looked at.
 * @returns the id of the key that signed.
 * @throws BundleError if it is not signed, signed by a key that is not trusted, not the signature
 * of this manifest, or malformed.
 */
export async function verifySignature(
  bundle: string | SignedManifest,
  trustedKeys: TrustedKeys,
): Promise<string> {
  if (typeof bundle !== 'string') {
    return requireSignature(signatureFile, bundle, trustedKeys);
  }
  const path = join(bundle, 'manifest.json');
  const manifest = await readFile(path).catch((cause: unknown) => {
    throw new BundleError(path, "a bundle's manifest", describeFailure(cause), { cause });
  });
  const signed = { manifest, signature: await readSignature(bundle) };
  return requireSignature(join(bundle, signatureFile), signed, trustedKeys);
}

/** As `verifySignature` of bytes; `path` is the file that the error names. */
export function requireSignature(
  path: string,
  { manifest, signature }: SignedManifest,
  trustedKeys: TrustedKeys,
): string {
  const ids = [...trustedKeys.keys()].join(' or ') || 'none, as no key is trusted';
  if (signature === undefined) {
    throw new BundleError(path, `a signature by key ${ids}`, 'no such file');
  }
  const key = trustedKeys.get(signature.keyId);
  if (key === undefined) {
    throw new BundleError(path, `a signature by key ${ids}`, `one by key ${signature.keyId}`);
  }
  if (!verify(null, manifest, key, signature.signature)) {
    const expected = `a signature of this manifest.json by key ${signature.keyId}`;
    throw new BundleError(path, expected, 'one that does not match it');
  }
  return signature.keyId;
}
