// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BundleError } from './bundle-error.js';
import { sha256Schema } from './manifest-parts.js';
import { describeFailure } from './verify-file.js';

/** Name of the file beside `manifest.json` that holds its signature. */
export const signatureFile = 'manifest.sig';

/** A detached signature over the exact bytes of a manifest. */
export interface BundleSignature {
  /** SHA-256 of the signer's raw public key, 64 lower-case hex digits. */
  readonly keyId: string;
  /** Ed25519, 64 bytes. */
  readonly signature: Uint8Array;
}

const expected = 'a signature {schema, algorithm, keyId, signature}';

const signatureSchema = z.object({
  schema: z.literal('asarg.bundle-signature/1'),
  algorithm: z.literal('ed25519'),
  keyId: sha256Schema,
  /** Base64 of 64 bytes. */
  signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/, 'expected 64 bytes in base64'),
});

/** A signature as its file's text. */
export function signatureText({ keyId, signature }: BundleSignature): string {
  const file = {
    schema: 'asarg.bundle-signature/1',
    algorithm: 'ed25519',
    keyId,
    signature: Buffer.from(signature).toString('base64'),
  } satisfies z.infer<typeof signatureSchema>;
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/**
 * The signature of a bundle; undefined if there is none.
 * @throws BundleError for a signature file that cannot be read or is malformed.
 */
export async function readSignature(folder: string): Promise<BundleSignature | undefined> {
  const path = join(folder, signatureFile);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw new BundleError(path, expected, describeFailure(cause), { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const found = `${text.length} characters that are not JSON`;
    throw new BundleError(path, expected, found, { cause });
  }
  const parsed = signatureSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path: keys, message }) => `${keys.map(String).join('.') || 'the file'}: ${message}`,
    );
    throw new BundleError(path, expected, `problems: ${problems.join('; ')}`);
  }
  const { keyId, signature } = parsed.data;
  return { keyId, signature: new Uint8Array(Buffer.from(signature, 'base64')) };
}
