// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BundleError } from './bundle-error.js';
import type { FileEntry } from './manifest-parts.js';

/**
 * The path of a bundle's file, once its SHA-256 is found to be the manifest's.
 * @throws BundleError for a missing or unreadable file and for a wrong digest.
 */
export async function verifyFile(folder: string, { file, sha256 }: FileEntry): Promise<string> {
  const path = join(folder, file);
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (cause) {
    throw new BundleError(path, `a file with sha256 ${sha256}`, describeFailure(cause), { cause });
  }
  const found = hash.digest('hex');
  if (found !== sha256) {
    throw new BundleError(path, `sha256 ${sha256}`, `sha256 ${found}`);
  }
  return path;
}

/** What was found in place of a readable file. */
export function describeFailure(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ENOENT' ? 'no such file' : `a file that cannot be read (${code ?? 'unknown'})`;
}
