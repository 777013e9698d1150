// SPDX-License-Identifier: Apache-2.0
/**
 * Model bundles: folders with a `manifest.json` and the files it names, which are read here only
 * after their SHA-256 has been checked.
 *
 * ```ts
 * import { BundleError, readSpecialistBundle } from '@asarg/model-bundle';
 *
 * try {
 *   const { manifest, modelPath } = await readSpecialistBundle('models/compact/vision');
 *   process.stdout.write(`${manifest.name} ${manifest.version}: ${modelPath}\n`);
 * } catch (error) {
 *   if (error instanceof BundleError) process.stderr.write(`${error.file}: ${error.found}\n`);
 * }
 * ```
 */
export { BundleError } from './bundle-error.js';
export { readSpecialistBundle } from './read-specialist-bundle.js';
export type { SpecialistBundle } from './read-specialist-bundle.js';
export { readFusionBundle } from './read-fusion-bundle.js';
export type { EmbedTokens, FusionBundle } from './read-fusion-bundle.js';
export type { BundleClass, BundleOutput, SpecialistManifest } from './specialist-manifest.js';
export { specialistManifestSchema } from './specialist-manifest.js';
export type { OutputSource } from './output-source-schema.js';
export type { FusionManifest, FusionSlot, InputGate } from './fusion-manifest.js';
export type { FeatureName, FileEntry } from './manifest-parts.js';
