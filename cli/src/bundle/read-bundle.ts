// SPDX-License-Identifier: Apache-2.0
import { readFusionBundle, readSpecialistBundle } from '@asarg/model-bundle';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a bundle of either kind holds. */
export interface BundleContents {
  readonly kind: 'specialist' | 'fusion';
  readonly name: string;
  readonly version: string;
  /** The files whose digests the manifest holds. */
  readonly files: readonly string[];
}

/**
 * Reads a bundle of either kind and verifies the digests of its files, but not its signature.
 * @throws BundleError
 */
export async function readBundle(folder: string): Promise<BundleContents> {
  if ((await schemaOf(folder))?.startsWith('asarg.fusion-bundle/')) {
    const { manifest } = await readFusionBundle(folder);
    const { name, version, projector, decoder, embedTokens, tokenizer, config } = manifest;
    const entries = [projector, decoder, embedTokens, tokenizer, config];
    return { kind: 'fusion', name, version, files: entries.map(({ file }) => file) };
  }
  // A manifest of no kind at all is this reader's to refuse.
  const { manifest } = await readSpecialistBundle(folder);
  const { name, version, model } = manifest;
  return { kind: 'specialist', name, version, files: [model.file] };
}

async function schemaOf(folder: string): Promise<string | undefined> {
  try {
    const { schema } = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as {
      schema?: unknown;
    };
    return typeof schema === 'string' ? schema : undefined;
  } catch {
    return undefined;
  }
}
