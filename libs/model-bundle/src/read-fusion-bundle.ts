// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BundleError } from './bundle-error.js';
import { fusionManifestSchema, type FusionManifest } from './fusion-manifest.js';
import { readManifest, type ReadBundleOptions } from './read-manifest.js';
import { verifyFile } from './verify-file.js';

/** The decoder's table of token embeddings: raw little-endian rows. */
export interface EmbedTokens {
  readonly dtype: 'float16' | 'float32';
  /** Rows (vocabulary) and width (hidden). */
  readonly shape: readonly [number, number];
  /** Row-major bytes, in a buffer of their own. */
  readonly data: Uint8Array;
}

/** A fusion bundle whose files are there and are those of the manifest. */
export interface FusionBundle {
  readonly folder: string;
  readonly manifest: FusionManifest;
  readonly projectorPath: string;
  readonly decoderPath: string;
  readonly embedTokens: EmbedTokens;
  readonly tokenizerPath: string;
  readonly configPath: string;
}

/**
 * Reads and verifies a fusion bundle, digests always and the signature if keys are given, and
 * loads its token embeddings.
 * @throws BundleError naming the file, what was expected and what was found.
 */
export async function readFusionBundle(
  folder: string,
  options: ReadBundleOptions = {},
): Promise<FusionBundle> {
  const { manifest } = await readManifest(folder, fusionManifestSchema, options);
  checkSlots(join(folder, 'manifest.json'), manifest);
  checkWidths(join(folder, 'manifest.json'), manifest);
  const projectorPath = await verifyFile(folder, manifest.projector);
  const decoderPath = await verifyFile(folder, manifest.decoder);
  const tokenizerPath = await verifyFile(folder, manifest.tokenizer);
  const configPath = await verifyFile(folder, manifest.config);
  const embedTokens = await readEmbedTokens(folder, manifest.embedTokens);
  return {
    folder,
    manifest,
    projectorPath,
    decoderPath,
    embedTokens,
    tokenizerPath,
    configPath,
  };
}

async function readEmbedTokens(
  folder: string,
  entry: FusionManifest['embedTokens'],
): Promise<EmbedTokens> {
  const path = await verifyFile(folder, entry);
  const data = new Uint8Array(await readFile(path));
  const [rows, width] = entry.shape;
  const expected = rows * width * (entry.dtype === 'float16' ? 2 : 4);
  if (data.byteLength !== expected) {
    const what = `${expected} bytes (${entry.dtype} [${entry.shape}])`;
    throw new BundleError(path, what, `${data.byteLength} bytes`);
  }
  return { dtype: entry.dtype, shape: entry.shape, data };
}

function checkSlots(path: string, { slots }: FusionManifest): void {
  for (const slot of slots) {
    const { name, feature, shape, classes, untrained, labels, thresholds, normal } = slot;
    const stray = untrained?.find((id) => !classes?.includes(id));
    if (stray !== undefined) {
      throw new BundleError(path, `untrained classes of slot '${name}' only`, `class ${stray}`);
    }
    const lists =
      feature === 'SEGMENTATION'
        ? { classes }
        : feature === 'FINDING_TAGS'
          ? { labels, thresholds, normal }
          : {};
    for (const [key, list] of Object.entries(lists)) {
      if (list?.length !== shape[0]) {
        const found = `${list?.length ?? 'none'}`;
        throw new BundleError(path, `${shape[0]} ${key} for slot '${name}'`, found);
      }
    }
  }
}

function checkWidths(path: string, { projector, decoder, embedTokens }: FusionManifest): void {
  // The prompt is the projector's rows and the token that starts the text; one token must follow.
  const least = projector.tokens + 2;
  if (decoder.maxPositions < least) {
    const found = `${decoder.maxPositions}`;
    throw new BundleError(path, `decoder.maxPositions of at least ${least}`, found);
  }
  const [rows, width] = embedTokens.shape;
  if (rows !== decoder.vocabulary || width !== decoder.hidden) {
    throw new BundleError(
      path,
      `embedTokens of shape [${decoder.vocabulary},${decoder.hidden}], as the decoder says`,
      `[${rows},${width}]`,
    );
  }
}
