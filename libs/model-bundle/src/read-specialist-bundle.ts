// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { BundleError } from './bundle-error.js';
import type { BundleSignature } from './bundle-signature.js';
import { faultOfSource } from './check-output-source.js';
import { readManifest, type ReadBundleOptions } from './read-manifest.js';
import { specialistManifestSchema, type SpecialistManifest } from './specialist-manifest.js';
import { verifyFile } from './verify-file.js';

/** A specialist's bundle whose files are there and are those of the manifest. */
export interface SpecialistBundle {
  readonly folder: string;
  readonly manifest: SpecialistManifest;
  /** The exact bytes of the manifest, as signed. */
  readonly manifestBytes: Uint8Array;
  /** The signature of these bytes, if there is one; verified only if keys were given. */
  readonly signature: BundleSignature | undefined;
  /** Path of the verified ONNX file. */
  readonly modelPath: string;
}

/**
 * Reads and verifies a specialist's bundle: digests always, the signature if keys are given.
 * @throws BundleError naming the file, what was expected and what was found.
 */
export async function readSpecialistBundle(
  folder: string,
  options: ReadBundleOptions = {},
): Promise<SpecialistBundle> {
  const { manifest, bytes, signature } = await readManifest(
    folder,
    specialistManifestSchema,
    options,
  );
  checkConsistency(join(folder, 'manifest.json'), manifest);
  const modelPath = await verifyFile(folder, manifest.model);
  return { folder, manifest, manifestBytes: bytes, signature, modelPath };
}

function checkConsistency(path: string, manifest: SpecialistManifest): void {
  const { outputs, catalogue, labels, views, feature } = manifest;
  if (new Set(outputs.map(({ name }) => name)).size !== outputs.length) {
    throw new BundleError(path, 'outputs with different names', 'a name twice');
  }
  if (!outputs.some((output) => output.feature === feature)) {
    throw new BundleError(path, `an output of the main feature ${feature}`, 'none');
  }
  for (const output of outputs) {
    const { name, feature: kind, shape } = output;
    const fault = faultOfSource(output);
    if (fault) {
      throw new BundleError(path, fault.expected, fault.found);
    }
    if (kind === 'SEGMENTATION' && shape[0] !== catalogue.length) {
      const found = `${shape[0]} channels in output '${name}'`;
      throw new BundleError(path, `a channel for each of ${catalogue.length} classes`, found);
    }
    if (kind === 'FINDING_TAGS' && shape[0] !== labels.length) {
      const found = `${shape[0]} values in output '${name}'`;
      throw new BundleError(path, `a value for each of ${labels.length} labels`, found);
    }
    if (kind === 'VIEW_SCORES' && (shape.length !== 1 || shape[0] !== views.length)) {
      const found = `shape [${shape}] of output '${name}'`;
      throw new BundleError(path, `a value for each of ${views.length} views`, found);
    }
  }
}
