// SPDX-License-Identifier: Apache-2.0
import { readFusionBundle } from '@asarg/model-bundle';
import { afterAll, expect, test } from 'vitest';
import { readFusionConfig } from '../config.js';
import { createFusion } from '../create-fusion.js';
import { resolveOptions } from '../report/resolve-options.js';
import { fuseInputs } from '../report/fuse-inputs.js';
import { bindSlots } from '../registry/bind-slots.js';
import { writeTokens } from './decoder-loop.js';
import { loadDecoderModel } from './decoder-model.js';
import type { GenerationEvent, GenerationOrder } from './generation-order.js';

const bundle = await readFusionBundle(readFusionConfig().bundle);
const fusion = await createFusion(bundle, { threads: 1 });
const model = await loadDecoderModel(fusion.spec);
afterAll(() => Promise.all([fusion.close(), model.close()]));

const { slots } = bundle.manifest;
const { inputs } = fuseInputs(slots, bindSlots(slots, []), []);
const tags = slots.find(({ feature }) => feature === 'FINDING_TAGS')!;
const never = new AbortController().signal;

function order(options: Parameters<typeof resolveOptions>[0], tag?: number): GenerationOrder {
  const shape = [1, tags.shape[0]!];
  const prompt = new Float32Array(shape[1]!);
  if (tag === undefined) {
    return { inputs, options: resolveOptions(options, fusion) };
  }
  prompt[tag] = 1;
  const present = { shape: [1, 1], data: Float32Array.of(1) };
  return {
    inputs: { ...inputs, [tags.input]: { shape, data: prompt }, [tags.presence]: present },
    contrast: { [tags.input]: { shape, data: Float32Array.from(tags.normal!) } },
    options: resolveOptions(options, fusion),
  };
}

async function tokensOf(asked: GenerationOrder): Promise<number[]> {
  const tokens: number[] = [];
  await writeTokens(
    model,
    asked,
    (event) => event.kind === 'token' && tokens.push(event.token),
    never,
  );
  return tokens;
}

test('a step with kept keys and values gives what reading the whole text again gives', async () => {
  const written = await tokensOf(order({ guidance: 0, temperature: 0, maxNewTokens: 12 }));
  const again: number[] = [];
  const { projector, decoder, spec } = model;
  const named = (shape: readonly number[], data: Float32Array) =>
    ({ dtype: 'float32', shape, data }) as const;
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, data }]) => [name, named(shape, data)]),
  );
  const prompt = (await projector.run(feeds))[spec.projectorOutput]!;
  const empty = named([1, spec.heads, 0, spec.headDim], new Float32Array(0));
  const past = Object.fromEntries(
    decoder.inputs.filter((name) => name.startsWith('past_')).map((name) => [name, empty]),
  );

  while (again.length < 12) {
    const rows = [spec.bosToken, ...again].map((token) => model.embeddingOf(token));
    const embeds = Float32Array.from([
      ...(prompt.data as Float32Array),
      ...rows.flatMap((row) => [...row]),
    ]);
    const shape = [1, embeds.length / spec.hidden, spec.hidden];
    const run = await decoder.run({ inputs_embeds: named(shape, embeds), ...past }, ['logits']);
    const logits = Float32Array.from(run['logits']!.data as Float32Array);
    [...spec.forbiddenTokens, spec.eosToken].forEach((token) => (logits[token] = -Infinity));
    again.push(logits.indexOf(Math.max(...logits)));
  }

  expect(written.slice(0, 12)).toEqual(again);
});

test('the end of the text is not written before the least number of tokens', async () => {
  const written = await tokensOf(order(undefined, 1));

  expect(written.length).toBeGreaterThanOrEqual(bundle.manifest.generation.minNewTokens);
  expect(written).not.toContain(model.spec.eosToken);
  expect(written).not.toContain(model.spec.bosToken);
});

test('guidance against the same prompt changes nothing', async () => {
  const asked = order({ guidance: 3, maxNewTokens: 20 }, 1);
  const same = { ...asked, contrast: asked.inputs };

  expect(await tokensOf(same)).toEqual(await tokensOf(order({ guidance: 0, maxNewTokens: 20 }, 1)));
});

test('the thread writes what the calling thread writes, several texts at once', async () => {
  const asked = [1, 9, 12].map((tag) =>
    order({ temperature: 1, seed: tag, maxNewTokens: 20 }, tag),
  );
  const inThread = asked.map(async (one) => {
    const tokens: number[] = [];
    const listen = (event: GenerationEvent) => event.kind === 'token' && tokens.push(event.token);
    await fusion.decoder.generate(one, listen, never);
    return tokens;
  });

  expect(await Promise.all(inThread)).toEqual(await Promise.all(asked.map(tokensOf)));
});

test('cancelling stops before the next token', async () => {
  const abort = new AbortController();
  const written: number[] = [];
  const writing = writeTokens(
    model,
    order({ maxNewTokens: 100 }, 1),
    (event) => {
      if (event.kind === 'token') {
        written.push(event.token);
        if (written.length === 3) {
          abort.abort(new Error('enough'));
        }
      }
    },
    abort.signal,
  );

  await expect(writing).rejects.toThrow('enough');
  expect(written).toHaveLength(3);
});

test('cancelling a text in the thread ends it at once and leaves the others alone', async () => {
  const abort = new AbortController();
  const first = fusion.decoder.generate(
    order({ maxNewTokens: 100 }, 1),
    (event) => event.kind === 'token' && event.index === 1 && abort.abort(new Error('enough')),
    abort.signal,
  );
  const second = fusion.decoder.generate(order({ maxNewTokens: 5 }, 9), () => undefined, never);

  await expect(first).rejects.toThrow('enough');
  await expect(second).resolves.toEqual({ reason: 'length', tokens: 5 });
});
