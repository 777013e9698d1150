// SPDX-License-Identifier: Apache-2.0
import type {
  ClassStatistic,
  EncodeInfo,
  EncodeResponse,
  EncodeTiming,
  TensorHeader,
} from '@asarg/contracts';
import { createTensorAssembler, maxChunkBytes, type Tensor } from '@asarg/tensor';

/** The messages of one Encode, looked at one by one. */
export interface StreamTrace {
  /** Kinds of messages in order, runs of chunks as one: `info, header, chunks, …`. */
  readonly order: readonly string[];
  readonly info?: EncodeInfo;
  readonly timing?: EncodeTiming;
  readonly headers: readonly TensorHeader[];
  /** The one statistics message, if there is exactly one. */
  readonly statistics?: readonly ClassStatistic[];
  /** Where a chunk is not the next one of its tensor. */
  readonly chunkFault?: string;
  /** Where the chunks of a tensor are not `wire_bytes` together. */
  readonly sizeFault?: string;
}

/** Looks at a stream without refusing anything. */
export function traceOf(messages: readonly EncodeResponse[]): StreamTrace {
  const order: string[] = [];
  const headers: TensorHeader[] = [];
  const infos: EncodeInfo[] = [];
  const timings: EncodeTiming[] = [];
  const statistics: (readonly ClassStatistic[])[] = [];
  let open: { readonly header: TensorHeader; received: number; next: number } | undefined;
  let chunkFault: string | undefined;
  let sizeFault: string | undefined;

  function close(): void {
    if (open && open.received !== open.header.wireBytes) {
      const { name, wireBytes } = open.header;
      sizeFault ??= `tensor '${name}': expected ${wireBytes} bytes as announced, found ${open.received}`;
    }
    open = undefined;
  }

  for (const { part } of messages) {
    const kind = part === undefined ? 'unknown' : part.$case;
    if (kind !== 'chunk') {
      order.push(kind);
      close();
    } else if (order.at(-1) !== 'chunks') {
      order.push('chunks');
    }
    switch (part?.$case) {
      case 'info':
        infos.push(part.value);
        break;
      case 'timing':
        timings.push(part.value);
        break;
      case 'statistics':
        statistics.push(part.value.classes);
        break;
      case 'header':
        headers.push(part.value);
        open = { header: part.value, received: 0, next: 0 };
        break;
      case 'chunk': {
        const { offset, data } = part.value;
        if (open === undefined) {
          chunkFault ??= 'expected a header before a chunk, found none';
          break;
        }
        const name = `tensor '${open.header.name}'`;
        if (offset !== open.next) {
          chunkFault ??= `${name}: expected a chunk at offset ${open.next}, found ${offset}`;
        }
        if (data.byteLength < 1 || data.byteLength > maxChunkBytes) {
          chunkFault ??= `${name}: expected chunks of 1 to ${maxChunkBytes} bytes, found ${data.byteLength}`;
        }
        open.received += data.byteLength;
        open.next = offset + data.byteLength;
        break;
      }
    }
  }
  close();
  return {
    order,
    headers,
    info: infos[0],
    timing: timings[0],
    ...(statistics.length === 1 && { statistics: statistics[0] }),
    chunkFault,
    sizeFault,
  };
}

/**
 * The tensors of a stream.
 * @throws TensorError saying what is wrong with header, chunks or encoded bytes.
 */
export function assemble(messages: readonly EncodeResponse[]): Map<string, Tensor> {
  const assembler = createTensorAssembler();
  const tensors = new Map<string, Tensor>();
  for (const { part } of messages) {
    if (part?.$case === 'header' || part?.$case === 'chunk') {
      const tensor = assembler.push(part);
      if (tensor) {
        tensors.set(tensor.name, tensor);
      }
    }
  }
  assembler.finish();
  return tensors;
}
