// SPDX-License-Identifier: Apache-2.0
import type { ClassStatistic, EncodeResponse, EncodeTiming, ModelIdentity } from '@asarg/contracts';
import { createTensorAssembler, type Tensor } from '@asarg/tensor';
import { MeshError } from './mesh-error.js';

/** What a specialist made of one frame. */
export interface Encoding {
  /** Identity of the model that encoded. */
  readonly model: ModelIdentity;
  /** Pixel profile applied, name@version. */
  readonly pixelProfile: string;
  /** The outputs, by name. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** One entry per class in channel order; empty unless the specialist is a segmenter. */
  readonly statistics: readonly ClassStatistic[];
  /** Where the time went, by the specialist's own clock, in milliseconds. */
  readonly timing: EncodeTiming;
  /** Milliseconds from the call to its last message, by the caller's clock. */
  readonly totalMs: number;
  /** The part of `totalMs` that the specialist does not account for: both ways of travel. */
  readonly transferMs: number;
}

/**
 * Puts the messages of one `Encode` together.
 * @throws MeshError DATA_LOSS if a message is missing, out of place or refused by the assembler.
 */
export async function collectEncoding(
  messages: AsyncIterable<EncodeResponse>,
  target: string,
): Promise<Encoding> {
  const startedMs = performance.now();
  const assembler = createTensorAssembler();
  const tensors = new Map<string, Tensor>();
  let model: ModelIdentity | undefined;
  let pixelProfile = '';
  let statistics: readonly ClassStatistic[] = [];
  let timing: EncodeTiming | undefined;
  const lost = (message: string) => new MeshError('DATA_LOSS', message, target);

  for await (const { part } of messages) {
    if (part === undefined) {
      continue; // A kind of message newer than this client.
    }
    if (model === undefined && part.$case !== 'info') {
      throw lost(`expected info first, found ${part.$case}`);
    }
    if (timing !== undefined) {
      throw lost(`expected timing last, found ${part.$case} after it`);
    }
    switch (part.$case) {
      case 'info':
        if (model !== undefined || part.value.model === undefined) {
          throw lost('expected one info with a model identity, found another');
        }
        model = part.value.model;
        pixelProfile = part.value.pixelProfile;
        break;
      case 'statistics':
        statistics = part.value.classes;
        break;
      case 'timing':
        timing = part.value;
        break;
      default: {
        const tensor = assembler.push(part);
        if (tensor !== undefined) {
          tensors.set(tensor.name, tensor);
        }
      }
    }
  }
  assembler.finish();
  if (model === undefined || timing === undefined) {
    throw lost(`expected ${model ? 'timing' : 'info'}, found the end of the stream`);
  }
  const totalMs = performance.now() - startedMs;
  const { queueMs, preprocessMs, runMs, postprocessMs } = timing;
  const transferMs = Math.max(0, totalMs - queueMs - preprocessMs - runMs - postprocessMs);
  return { model, pixelProfile, tensors, statistics, timing, totalMs, transferMs };
}
