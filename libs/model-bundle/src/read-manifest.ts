// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ZodType } from 'zod';
import { BundleError } from './bundle-error.js';
import { readSignature, signatureFile, type BundleSignature } from './bundle-signature.js';
import type { TrustedKeys } from './trusted-keys.js';
import { describeFailure } from './verify-file.js';
import { requireSignature } from './verify-signature.js';

/** How a bundle is read. */
export interface ReadBundleOptions {
  /** Keys of which one must have signed the manifest. @default a signature is not required */
  readonly trustedKeys?: TrustedKeys | undefined;
}

/** A validated manifest, and what it was read from. */
export interface ReadManifest<T> {
  readonly manifest: T;
  /** The exact bytes of the file: those that a signature is over. */
  readonly bytes: Uint8Array;
  /** The signature beside it; verified only if keys were given. */
  readonly signature: BundleSignature | undefined;
}

/**
 * Reads and validates `manifest.json` of a folder. With trusted keys its signature is verified
 * first, over the same bytes that are then parsed.
 * @throws BundleError for a missing file, for a signature that is malformed, missing or wrong, for
 * text that is not JSON, and for each field that is not as the schema says, all of them at once.
 */
export async function readManifest<T>(
  folder: string,
  schema: ZodType<T>,
  { trustedKeys }: ReadBundleOptions = {},
): Promise<ReadManifest<T>> {
  const path = join(folder, 'manifest.json');
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new BundleError(path, "a bundle's manifest", describeFailure(cause), { cause });
  }
  const signature = await readSignature(folder);
  if (trustedKeys) {
    requireSignature(join(folder, signatureFile), { manifest: bytes, signature }, trustedKeys);
  }
  const text = Buffer.from(bytes).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new BundleError(path, 'JSON', `${text.length} characters that are not`, { cause });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path: keys, message }) => `${keys.map(String).join('.') || 'the manifest'}: ${message}`,
    );
    throw new BundleError(path, 'a valid manifest', `problems: ${problems.join('; ')}`);
  }
  return { manifest: parsed.data, bytes, signature };
}
