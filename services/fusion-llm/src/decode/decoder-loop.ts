// SPDX-License-Identifier: Apache-2.0
import type { NamedArray } from '@asarg/runtime';
import type { DecoderModel } from './decoder-model.js';
import type {
  FloatArray,
  GenerationEnd,
  GenerationEvent,
  GenerationOrder,
} from './generation-order.js';
import { guideLogits } from './guide-logits.js';
import { createKvArena } from './kv-arena.js';
import { createRandom } from './random.js';
import { sampleToken } from './sample-token.js';
import { stackInputs } from './stack-inputs.js';

/**
 * Writes one text: projector, then the decoder over the prompt, then one token per step. With
 * guidance the batch has two rows, the image's and the contrast's, and both read each token.
 * @throws the signal's reason, at the next step after it aborts.
 */
export async function writeTokens(
  model: DecoderModel,
  order: GenerationOrder,
  emit: (event: GenerationEvent) => void,
  signal: AbortSignal,
): Promise<GenerationEnd> {
  const { bosToken, eosToken, forbiddenTokens } = model.spec;
  const { options } = order;
  const contrast = options.guidance > 0 ? order.contrast : undefined;
  const batch = contrast === undefined ? 1 : 2;
  const random = createRandom(options.seed);
  const step = createStep(model, batch);

  const prompt = await project(model, stackInputs(order.inputs, contrast));
  emit({ kind: 'fused', rows: prompt.shape[1] ?? 0 });
  signal.throwIfAborted();
  let logits = await step(withToken(prompt, model.embeddingOf(bosToken)));
  emit({ kind: 'prefilled' });

  for (let index = 0; ; index++) {
    signal.throwIfAborted();
    const vocabulary = logits.length / batch;
    const conditioned = logits.subarray(0, vocabulary);
    const barred = index < options.minNewTokens ? [...forbiddenTokens, eosToken] : forbiddenTokens;
    for (const token of barred) {
      conditioned[token] = -Infinity;
    }
    const guided =
      contrast === undefined
        ? conditioned
        : guideLogits(conditioned, logits.subarray(vocabulary), {
            strength: options.guidance,
            minProbability: options.guidanceMinProbability,
          });
    const token = sampleToken(guided, options, random);
    if (token === eosToken) {
      return { reason: 'end', tokens: index };
    }
    emit({ kind: 'token', index, token });
    if (index + 1 >= options.maxNewTokens) {
      return { reason: 'length', tokens: index + 1 };
    }
    logits = await step(repeatRow(model.embeddingOf(token), batch));
  }
}

/** The projector's rows, `[batch, rows, hidden]`. */
async function project(
  { projector, spec }: DecoderModel,
  inputs: Readonly<Record<string, FloatArray>>,
): Promise<FloatArray> {
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, data }]) => [name, named(shape, data)]),
  );
  const outputs = await projector.run(feeds, [spec.projectorOutput]);
  return floats(outputs, spec.projectorOutput);
}

/** One run of the decoder after another, `[batch, rows, hidden]` -> logits, with its own past. */
function createStep(
  { decoder, spec }: DecoderModel,
  batch: number,
): (embeds: FloatArray) => Promise<Float32Array> {
  const { layers, heads, headDim } = spec;
  const pasts = Array.from({ length: layers }, (_, layer) =>
    (['key', 'value'] as const).map((kind) => ({
      past: `past_${kind}_${layer}`,
      fresh: `new_${kind}_${layer}`,
      arena: createKvArena(batch * heads, headDim),
    })),
  ).flat();
  return async (embeds) => {
    const feeds = { inputs_embeds: named(embeds.shape, embeds.data) };
    const past = pasts.map(({ past, arena }) => [
      past,
      named([batch, heads, arena.length, headDim], arena.view()),
    ]);
    const outputs = await decoder.run({ ...feeds, ...Object.fromEntries(past) });
    for (const { fresh, arena } of pasts) {
      arena.append(floats(outputs, fresh).data);
    }
    return floats(outputs, 'logits').data;
  };
}

/** The prompt's rows with one more row at the end of each element of the batch. */
function withToken({ shape, data }: FloatArray, embedding: Float32Array): FloatArray {
  const [batch = 1, rows = 0, hidden = 0] = shape;
  const joined = new Float32Array(batch * (rows + 1) * hidden);
  for (let element = 0; element < batch; element++) {
    const start = element * (rows + 1) * hidden;
    joined.set(data.subarray(element * rows * hidden, (element + 1) * rows * hidden), start);
    joined.set(embedding, start + rows * hidden);
  }
  return { shape: [batch, rows + 1, hidden], data: joined };
}

function repeatRow(embedding: Float32Array, batch: number): FloatArray {
  const data = new Float32Array(batch * embedding.length);
  for (let element = 0; element < batch; element++) {
    data.set(embedding, element * embedding.length);
  }
  return { shape: [batch, 1, embedding.length], data };
}

function named(shape: readonly number[], data: Float32Array): NamedArray {
  return { dtype: 'float32', shape: [...shape], data };
}

function floats(outputs: Record<string, NamedArray>, name: string): FloatArray {
  const output = outputs[name];
  if (!(output?.data instanceof Float32Array)) {
    throw new TypeError(`expected a float32 output '${name}', found ${output?.dtype ?? 'none'}`);
  }
  return { shape: output.shape, data: output.data };
}
