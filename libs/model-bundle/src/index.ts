// SPDX-License-Identifier: Apache-2.0
/**
 * Model bundles: folders with a `manifest.json` and the files it names, which are read here only
 * after their SHA-256 has been checked, and, where keys are trusted, the signature of the manifest.
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
export type { ReadBundleOptions } from './read-manifest.js';
export { generateSigningKey } from './signing-key.js';
export type { SigningKey } from './signing-key.js';
export { signBundle } from './sign-bundle.js';
export { readTrustedKeys } from './trusted-keys.js';
export type { TrustedKeys } from './trusted-keys.js';
export { verifySignature } from './verify-signature.js';
export type { SignedManifest } from './verify-signature.js';
export { verifyAttestation } from './verify-attestation.js';
export type { AttestedDescription } from './verify-attestation.js';
export { readSignature } from './bundle-signature.js';
export type { BundleSignature } from './bundle-signature.js';
export type { BundleClass, BundleOutput, SpecialistManifest } from './specialist-manifest.js';
export { specialistManifestSchema } from './specialist-manifest.js';
export type { OutputSource } from './output-source-schema.js';
export type { FusionManifest, FusionSlot, InputGate } from './fusion-manifest.js';
export type { FeatureName, FileEntry } from './manifest-parts.js';
