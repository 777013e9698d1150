// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';

/** What an output or slot means; the names of the contract's `FeatureKind`. */
export const featureKinds = [
  'PATCH_TOKENS',
  'LATENT_VECTOR',
  'SEGMENTATION',
  'FINDING_TAGS',
  'ACTIVATION_MAPS',
  'VIEW_SCORES',
] as const;

export const featureSchema = z.enum(featureKinds);
export const nameSchema = z.string().min(1).max(200);
export const countSchema = z.int().min(1);
export const shapeSchema = z.array(countSchema).min(1).max(8);
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits');

/** A file of the bundle; its name never leads out of the bundle's folder. */
export const fileSchema = z.object({
  file: z.string().regex(/^[\w][\w.-]*$/, 'expected a plain file name'),
  sha256: sha256Schema,
});

/** Who a bundle is; the first fields of both kinds of manifest. */
export const identityShape = {
  name: nameSchema,
  version: z.string().regex(/^\d+\.\d+\.\d+([-+].+)?$/, 'expected a semantic version'),
  licence: nameSchema,
  description: z.string(),
  metrics: z.record(z.string(), z.unknown()).default({}),
};

/** A file named in a manifest, with its SHA-256 in lower-case hex. */
export type FileEntry = z.infer<typeof fileSchema>;

/** Name of a feature kind. */
export type FeatureName = z.infer<typeof featureSchema>;
