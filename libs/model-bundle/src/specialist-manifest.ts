// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import {
  featureSchema,
  fileSchema,
  identityShape,
  nameSchema,
  shapeSchema,
} from './manifest-parts.js';
import { outputSourceSchema } from './output-source-schema.js';
import { pixelProfileSchema } from './pixel-profile-schema.js';

const outputSchema = z.object({
  name: nameSchema,
  feature: featureSchema,
  dtype: z.enum(['float32', 'float16', 'uint8', 'uint16', 'int32', 'int64', 'bit']),
  /** Dimensions without a batch dimension. */
  shape: shapeSchema,
  meaning: z.string(),
  /** How it is made of the graph's outputs; if absent it is the graph's output of its name. */
  from: outputSourceSchema.optional(),
});

const classSchema = z.object({
  id: z.int().min(0),
  name: nameSchema,
  superclass: z.string().default(''),
  provenance: z.enum(['measured', 'derived', 'weak', 'synthetic', 'untrained']),
  /** Code by scheme: snomed, radlex, dcm. */
  codes: z.record(z.string(), z.string()).default({}),
});

/** `manifest.json` of a specialist's bundle. */
export const specialistManifestSchema = z.object({
  schema: z.literal('asarg.specialist-bundle/1'),
  ...identityShape,
  /** Kind of the main output. */
  feature: featureSchema,
  pixelProfile: pixelProfileSchema,
  model: fileSchema,
  /** Name of the graph's input, [B, channels, height, width] float32 ([B, 1, …] by default). */
  input: nameSchema,
  outputs: z.array(outputSchema).min(1),
  /** Classes of a segmenter in channel order. */
  catalogue: z.array(classSchema).default([]),
  /** Labels of finding tags in order. */
  labels: z.array(nameSchema).default([]),
  /** Views of view scores in order. */
  views: z.array(nameSchema).default([]),
  /** Views it can make something of; any if empty. */
  takesViews: z.array(nameSchema).default([]),
  expectedP95Ms: z.number().min(0).default(0),
  trainingData: z.array(z.string()).default([]),
});

/** Validated manifest of a specialist. */
export type SpecialistManifest = z.infer<typeof specialistManifestSchema>;

/** One output of a specialist. */
export type BundleOutput = SpecialistManifest['outputs'][number];

/** One class of a segmenter. */
export type BundleClass = SpecialistManifest['catalogue'][number];
