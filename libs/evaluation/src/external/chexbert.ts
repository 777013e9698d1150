// SPDX-License-Identifier: Apache-2.0
import { createSession } from '@asarg/runtime';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabelMask } from '../clinical/label-mask.js';
import { createWordPiece } from './word-piece.js';

/** CheXbert with the user's own weights. */
export interface CheXbert {
  /** Positive labels of a report (class 1 of 4; U-zeros); label order as CheXpert-lite's. */
  labels(text: string): Promise<LabelMask>;
  close(): Promise<void>;
}

const labelCount = 14;
const contextLength = 512;
const positive = 1;

/**
 * Opens a folder with `model.onnx` and `vocab.txt`. The network takes `input_ids` and
 * `attention_mask`, int64 [1, length], and gives `logits`: [1, 14, 4] (blank, positive, negative,
 * uncertain; No Finding uses the first two), or one [1, 4 or 2] output per head in label order.
 * The order of the labels is CheXbert's, which CheXpert-lite shares.
 */
export async function openCheXbert(folder: string): Promise<CheXbert> {
  const tokenizer = createWordPiece(await readFile(join(folder, 'vocab.txt'), 'utf8'));
  const session = await createSession({ modelPath: join(folder, 'model.onnx'), threads: 1 });
  const heads = session.outputs.length;
  if (heads !== 1 && heads !== labelCount) {
    await session.close();
    throw new Error(`expected 1 or ${labelCount} outputs of CheXbert, found ${heads}`);
  }
  return {
    async labels(text) {
      const ids = tokenizer.encode(text, contextLength);
      const shape = [1, ids.length];
      const results = await session.run({
        input_ids: { dtype: 'int64', shape, data: BigInt64Array.from(ids, BigInt) },
        attention_mask: { dtype: 'int64', shape, data: new BigInt64Array(ids.length).fill(1n) },
      });
      let mask = 0;
      for (const [k, scores] of headScores(
        session.outputs.map((name) => results[name]!),
      ).entries()) {
        const best = scores.indexOf(Math.max(...scores));
        if (best === positive) mask |= 1 << k;
      }
      return mask;
    },
    close: () => session.close(),
  };
}

function headScores(
  outputs: readonly { shape: readonly number[]; data: ArrayLike<number | bigint> }[],
): number[][] {
  if (outputs.length === labelCount) {
    return outputs.map(({ data }) => Array.from(data, Number));
  }
  const [{ shape, data } = { shape: [], data: [] }] = outputs;
  const width = shape.at(-1) ?? 0;
  if (data.length !== labelCount * width || (width !== 4 && width !== 2)) {
    throw new Error(`expected logits of shape [1, ${labelCount}, 4], found [${shape}]`);
  }
  const values = Array.from(data, Number);
  return Array.from({ length: labelCount }, (_, k) => {
    const scores = values.slice(k * width, (k + 1) * width);
    return k === labelCount - 1 ? scores.slice(0, 2) : scores;
  });
}
