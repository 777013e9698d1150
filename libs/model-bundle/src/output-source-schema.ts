// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { countSchema, nameSchema } from './manifest-parts.js';

const channelSchema = z.int().min(0);
const cleanSchema = z.enum(['none', 'largest-component']);

/** How an output is made of one of the graph's, which has a batch dimension of 1 first. */
export const outputSourceSchema = z.strictObject({
  /** Name of the graph's output. */
  output: nameSchema,
  /** What makes probabilities of its values. */
  activation: z.enum(['none', 'sigmoid', 'softmax']).default('none'),
  /** Order of its dimensions after the batch. */
  layout: z.enum(['CHW', 'HWC']).default('CHW'),
  /** Its channels that are the classes, in their order; all but `background` if absent. */
  channels: z.array(channelSchema).min(1).optional(),
  /** Its channel that stands for no class: it takes part in softmax and argmax and is dropped. */
  background: channelSchema.optional(),
  /**
   * Masks only. A pixel is set above this probability, or where no other channel is more
   * probable. 0.5 if absent, of a softmax argmax.
   */
  threshold: z.union([z.number().min(0).max(1), z.literal('argmax')]).optional(),
  /** Masks only, for all classes or class by class. The largest component has its holes filled. */
  clean: z.union([cleanSchema, z.array(cleanSchema).min(1)]).default('none'),
  /** Cells over the frame (never its padding), each the mean or maximum of its pixels. */
  pool: z
    .strictObject({
      rows: countSchema,
      columns: countSchema,
      method: z.enum(['mean', 'max']).default('mean'),
    })
    .optional(),
});

/** How an output is made of one of the graph's. */
export type OutputSource = z.infer<typeof outputSourceSchema>;
