// SPDX-License-Identifier: Apache-2.0
import { createLocalSession, type Session } from '@asarg/runtime';
import { float32Of, type DType } from '@asarg/tensor';

/** The files and dimensions of a fusion bundle's networks; plain data that a worker can be given. */
export interface DecoderModelSpec {
  readonly projectorPath: string;
  readonly decoderPath: string;
  /** Output of the projector: the prompt's rows. */
  readonly projectorOutput: string;
  readonly executionProvider: 'cpu' | 'cuda' | 'webgpu';
  /** Intra-op threads of each network. */
  readonly threads: number;
  readonly layers: number;
  readonly heads: number;
  readonly headDim: number;
  readonly hidden: number;
  /** Embedding rows, one per token, little-endian. */
  readonly embedTokens: { readonly dtype: DType; readonly data: Uint8Array };
  readonly bosToken: number;
  readonly eosToken: number;
  /** Tokens never to be chosen. */
  readonly forbiddenTokens: readonly number[];
}

/** The networks of a fusion bundle, loaded in the calling thread. */
export interface DecoderModel {
  readonly spec: DecoderModelSpec;
  readonly projector: Session;
  readonly decoder: Session;
  /** The `hidden` elements that stand for a token. */
  embeddingOf(token: number): Float32Array;
  close(): Promise<void>;
}

/** Loads both networks. For a thread of its own: running them blocks the thread. */
export async function loadDecoderModel(spec: DecoderModelSpec): Promise<DecoderModel> {
  const { executionProvider, threads, hidden, embedTokens } = spec;
  const load = (modelPath: string) => createLocalSession({ modelPath, executionProvider, threads });
  const projector = await load(spec.projectorPath);
  const decoder = await load(spec.decoderPath);
  const rowBytes = hidden * (embedTokens.dtype === 'float16' ? 2 : 4);
  return {
    spec,
    projector,
    decoder,
    embeddingOf: (token) =>
      float32Of({
        name: 'embed_tokens',
        dtype: embedTokens.dtype,
        shape: [hidden],
        data: embedTokens.data.subarray(token * rowBytes, (token + 1) * rowBytes),
      }),
    async close() {
      await projector.close();
      await decoder.close();
    },
  };
}
