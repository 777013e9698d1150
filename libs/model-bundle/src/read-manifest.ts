// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ZodType } from 'zod';
import { BundleError } from './bundle-error.js';
import { describeFailure } from './verify-file.js';

/**
 * Reads and validates `manifest.json` of a folder.
 * @throws BundleError for a missing file, for text that is not JSON, and for each field that is
 * not as the schema says, all of them at once.
 */
export async function readManifest<T>(folder: string, schema: ZodType<T>): Promise<T> {
  const path = join(folder, 'manifest.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new BundleError(path, "a bundle's manifest", describeFailure(cause), { cause });
  }
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
  return parsed.data;
}
