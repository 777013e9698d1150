// SPDX-License-Identifier: Apache-2.0
import type { ModelIdentity } from '@asarg/contracts';
import type { FusionBundle } from '@asarg/model-bundle';
import type { ExecutionProvider } from '@asarg/runtime';
import { createHash } from 'node:crypto';
import { startDecoderEngine, type DecoderEngine } from './decode/decoder-engine.js';
import type { DecoderModelSpec } from './decode/decoder-model.js';
import { readTokenizer, type Tokenizer } from './decode/tokenizer.js';

/** A loaded fusion bundle: projector and decoder in their thread, and the tokenizer. */
export interface Fusion {
  readonly bundle: FusionBundle;
  /** Who the bundle is; its digest is that of the digests of all its files. */
  readonly identity: ModelIdentity;
  readonly tokenizer: Tokenizer;
  readonly decoder: DecoderEngine;
  /** The networks' files and dimensions, to load them in another thread too. */
  readonly spec: DecoderModelSpec;
  /** Most tokens that a report can have. */
  readonly maxNewTokens: number;
  close(): Promise<void>;
}

export interface FusionOptions {
  /** @default 'cpu' */
  readonly executionProvider?: ExecutionProvider;
  /** Intra-op threads. @default 2 */
  readonly threads?: number;
}

/**
 * Loads the networks of a verified fusion bundle.
 * @throws Error if a network does not load or the tokenizer lacks the bundle's tokens.
 */
export async function createFusion(
  bundle: FusionBundle,
  { executionProvider = 'cpu', threads = 2 }: FusionOptions = {},
): Promise<Fusion> {
  const { manifest, projectorPath, decoderPath, embedTokens, tokenizerPath } = bundle;
  const { layers, heads, headDim, hidden, maxPositions } = manifest.decoder;
  const tokenizer = await readTokenizer(tokenizerPath, manifest.tokens);
  const spec: DecoderModelSpec = {
    projectorPath,
    decoderPath,
    projectorOutput: manifest.projector.output,
    executionProvider,
    threads,
    layers,
    heads,
    headDim,
    hidden,
    embedTokens,
    bosToken: tokenizer.bos,
    eosToken: tokenizer.eos,
    forbiddenTokens: tokenizer.forbidden,
  };
  const decoder = await startDecoderEngine(spec);
  return {
    bundle,
    identity: identityOf(bundle),
    tokenizer,
    decoder,
    spec,
    // The prompt is the projector's rows and the token that starts the text.
    maxNewTokens: maxPositions - manifest.projector.tokens - 1,
    close: () => decoder.close(),
  };
}

function identityOf({ manifest }: FusionBundle): ModelIdentity {
  const { name, version, licence, projector, decoder, embedTokens, tokenizer } = manifest;
  const digests = [projector, decoder, embedTokens, tokenizer].map(({ sha256 }) => sha256);
  const digest = createHash('sha256').update(digests.join('\n')).digest('hex');
  return { name, version, digest, licence };
}
