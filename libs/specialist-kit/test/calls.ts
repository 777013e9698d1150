// SPDX-License-Identifier: Apache-2.0
import {
  EncodeRequest,
  type DescribeResponse,
  type EncodeResponse,
  type EncodeTiming,
  type Frame,
  type SpecialistServiceClient,
} from '@asarg/contracts';
import { frameMessage } from '@asarg/imaging';
import { createTensorAssembler, type Tensor } from '@asarg/tensor';
import { createHash } from 'node:crypto';

/** A 16-bit frame with a smooth gradient; those of other seeds look different. */
export function frameOf(width = 40, height = 24, seed = 0): Frame {
  const pixels = Uint16Array.from(
    { length: width * height },
    (_, at) => (at % width) * 50 + ((Math.floor(at / width) * (31 + 900 * seed)) % 9_000),
  );
  const digest = createHash('sha256').update(new Uint8Array(pixels.buffer)).digest('hex');
  return frameMessage({ width, height, pixels, digest, scale: 1 });
}

/** What one Encode answered. */
export interface Received {
  readonly messages: readonly EncodeResponse[];
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** Where the time went, from the last message. */
export function timingOf({ messages }: Received): EncodeTiming {
  const part = messages.at(-1)?.part;
  if (part?.$case !== 'timing') throw new Error(`expected timing last, found ${part?.$case}`);
  return part.value;
}

/** The message parts of one kind. */
export function partsOf({ messages }: Received): string[] {
  return messages.map(({ part }) => part?.$case ?? 'none');
}

export async function encode(
  client: SpecialistServiceClient,
  request: Partial<EncodeRequest> = {},
  { deadlineMs = 60_000, signal }: { deadlineMs?: number; signal?: AbortSignal } = {},
): Promise<Received> {
  const message = EncodeRequest.fromPartial({ frame: frameOf(), ...request });
  const call = client.encode(message, { deadline: Date.now() + deadlineMs });
  signal?.addEventListener('abort', () => call.cancel(), { once: true });
  const assembler = createTensorAssembler();
  const messages: EncodeResponse[] = [];
  const tensors = new Map<string, Tensor>();
  for await (const response of call as AsyncIterable<EncodeResponse>) {
    messages.push(response);
    const { part } = response;
    if (part?.$case === 'header' || part?.$case === 'chunk') {
      const tensor = assembler.push(part);
      if (tensor) {
        tensors.set(tensor.name, tensor);
      }
    }
  }
  assembler.finish();
  return { messages, tensors };
}

export function describeModel(client: SpecialistServiceClient): Promise<DescribeResponse> {
  return new Promise((resolve, reject) => {
    client.describe({}, (error, response) => (error ? reject(error) : resolve(response)));
  });
}
