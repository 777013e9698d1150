// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { nameSchema, sha256Schema } from './manifest-parts.js';

/** Element types that the input of a remote model may have. */
const inputDatatypes = [
  'FP32',
  'FP16',
  'UINT8',
  'INT8',
  'UINT16',
  'INT16',
  'INT32',
  'INT64',
] as const;

const remoteInputSchema = z
  .strictObject({
    /** Name of the tensor. */
    name: nameSchema,
    /** For integers the pixel profile's values are rounded; they have to fit. */
    datatype: z.enum(inputDatatypes),
    /** NCHW [1, channels, height, width], NHWC [1, height, width, channels], HW [height, width]. */
    layout: z.enum(['NCHW', 'NHWC', 'HW']),
    /** 3 repeats a grey image. */
    channels: z.union([z.literal(1), z.literal(3)]),
  })
  .refine(({ layout, channels }) => layout !== 'HW' || channels === 1, {
    path: ['channels'],
    error: 'expected 1 for layout HW, found 3',
  });

/** A model that another server runs, in place of weights in the bundle. */
export const remoteModelSchema = z.strictObject({
  protocol: z.literal('open-inference'),
  address: z.string().regex(/^[^\s/]+:\d{1,5}$/, 'expected host:port'),
  /** Name of the model on that server. */
  model: nameSchema,
  /** The server's choice if absent. */
  version: nameSchema.optional(),
  input: remoteInputSchema,
  /** SHA-256 of the weights as their owner tells it; that of the manifest if absent. */
  digest: sha256Schema.optional(),
});

/** Where a remote model is and what it takes. */
export type RemoteModel = z.infer<typeof remoteModelSchema>;

/** The parts of a manifest that say where the weights are. */
interface Weights {
  readonly model?: unknown;
  readonly remote?: RemoteModel | undefined;
  readonly input?: string | undefined;
}

/** What is wrong with where the weights are said to be; undefined if nothing is. */
export function weightsProblem({ model, remote, input }: Weights): string | undefined {
  if (Boolean(model) === Boolean(remote)) {
    const found = model ? 'both' : 'neither';
    return `expected either model (a file) or remote (a server), found ${found}`;
  }
  if (model && input === undefined) {
    return "expected input, the name of the graph's input, found none";
  }
  if (remote && input !== undefined && input !== remote.input.name) {
    return `expected input to be absent or remote.input.name, found '${input}'`;
  }
  return undefined;
}
