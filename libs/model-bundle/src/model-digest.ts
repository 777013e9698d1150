// SPDX-License-Identifier: Apache-2.0
import type { SpecialistManifest } from './specialist-manifest.js';

/**
 * SHA-256 that stands for the weights of a bundle, lower-case hexadecimal: that of their file, or of
 * a remote model what the manifest says, or else the SHA-256 of the manifest's bytes.
 */
export function modelDigest({ model, remote }: SpecialistManifest): string {
  const digest = model?.sha256 ?? remote?.digest;
  if (digest === undefined) {
    throw new Error('expected a manifest as readSpecialistBundle gives it, found no digest');
  }
  return digest;
}
