// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { countSchema, nameSchema } from './manifest-parts.js';

const linearId = 'linear@1';
const ofAnyProfile: readonly string[] = ['id', 'width', 'height'];

/** How frames become the network's input. All but the first three belong to `linear@1`. */
export const pixelProfileSchema = z
  .object({
    id: nameSchema,
    width: countSchema,
    height: countSchema,
    channels: z.union([z.literal(1), z.literal(3)]).optional(),
    layout: z.enum(['CHW', 'HWC']).optional(),
    range: z.enum(['minmax', 'percentile', 'dtype']).optional(),
    percentiles: z.tuple([z.number().min(0).max(100), z.number().min(0).max(100)]).optional(),
    mean: z.array(z.number()).optional(),
    std: z.array(z.number().positive()).optional(),
    aspect: z.enum(['stretch', 'letterbox']).optional(),
  })
  .superRefine((settings, { addIssue }) => {
    if (settings.id !== linearId) {
      for (const key of Object.keys(settings).filter((name) => !ofAnyProfile.includes(name))) {
        addIssue({ code: 'custom', path: [key], message: `expected with ${linearId} only` });
      }
      return;
    }
    const channels = settings.channels ?? 1;
    for (const key of ['mean', 'std'] as const) {
      const found = settings[key]?.length ?? channels;
      if (found !== channels) {
        const message = `expected a number for each of ${channels} channels, found ${found}`;
        addIssue({ code: 'custom', path: [key], message });
      }
    }
    const [low, high] = settings.percentiles ?? [0, 1];
    if (low >= high) {
      const message = `expected a low percentile below the high one, found ${low} and ${high}`;
      addIssue({ code: 'custom', path: ['percentiles'], message });
    }
  });
