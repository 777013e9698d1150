// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import {
  countSchema,
  featureSchema,
  fileSchema,
  identityShape,
  nameSchema,
  sha256Schema,
  shapeSchema,
} from './manifest-parts.js';

const probability = z.number().min(0).max(1);
// Above 1 for a tag without a positive example in training: never on.
const threshold = z.number().min(0);

/** The view score above which a frame is refused, and the view that it is the score of. */
const gateSchema = z.object({
  refuse: z.object({ label: nameSchema, above: probability }),
});

const slotSchema = z.object({
  name: nameSchema,
  feature: featureSchema,
  /** Name of the specialist's output that fills the slot. */
  output: nameSchema,
  shape: shapeSchema,
  /** Input of the projector. */
  input: nameSchema,
  /** Presence input of the projector. */
  presence: nameSchema,
  trainedOn: z.object({ name: nameSchema, sha256: sha256Schema }),
  /** Class ids, SEGMENTATION only. */
  classes: z.array(z.int().min(0)).optional(),
  /**
   * Those of the classes that nothing offered while the slot was trained: their null embedding is
   * all it knows of them, so that nobody offering them is no loss.
   */
  untrained: z.array(z.int().min(0)).optional(),
  /** Labels, thresholds and the normal prompt, FINDING_TAGS only; all of one length. */
  labels: z.array(nameSchema).optional(),
  thresholds: z.array(threshold).optional(),
  normal: z.array(z.union([z.literal(0), z.literal(1)])).optional(),
});

/** `manifest.json` of a fusion bundle. */
export const fusionManifestSchema = z.object({
  schema: z.literal('asarg.fusion-bundle/1'),
  ...identityShape,
  slots: z.array(slotSchema).min(1),
  /** The input gate; without one every frame is let in. */
  gate: gateSchema.optional(),
  projector: fileSchema.extend({ output: nameSchema, tokens: countSchema }),
  decoder: fileSchema.extend({
    layers: countSchema,
    heads: countSchema,
    headDim: countSchema,
    hidden: countSchema,
    vocabulary: countSchema,
    maxPositions: countSchema,
  }),
  embedTokens: fileSchema.extend({
    dtype: z.enum(['float16', 'float32']),
    /** Rows of the vocabulary x hidden width. */
    shape: z.tuple([countSchema, countSchema]),
  }),
  tokenizer: fileSchema,
  config: fileSchema,
  tokens: z.object({ bos: nameSchema, eos: nameSchema }),
  generation: z.object({
    maxNewTokens: countSchema,
    minNewTokens: z.int().min(0),
    temperature: z.number().min(0),
    topP: z.number().gt(0).max(1),
    seed: z.int().min(0),
    /** Strength of the contrast with the normal prompt; 0 turns it off. */
    guidance: z.number().min(0),
    guidanceMinProbability: probability,
  }),
});

/** Validated manifest of a fusion bundle. */
export type FusionManifest = z.infer<typeof fusionManifestSchema>;

/** The input gate of a bundle. */
export type InputGate = z.infer<typeof gateSchema>;

/** One slot of the projector. */
export type FusionSlot = FusionManifest['slots'][number];
