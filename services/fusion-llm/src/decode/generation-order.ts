// SPDX-License-Identifier: Apache-2.0

/** A dense float32 array with its dimensions. */
export interface FloatArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The inputs of the projector by name, each of batch 1. */
export type FusionInputs = Readonly<Record<string, FloatArray>>;

/** How to choose tokens; every option set. */
export interface DecodingOptions {
  /** Seed of the sampler, an unsigned 32-bit integer. */
  readonly seed: number;
  /** 0 to 2; 0 is greedy. */
  readonly temperature: number;
  /** Above 0, at most 1. */
  readonly topP: number;
  /** At least 1. */
  readonly maxNewTokens: number;
  /** The end-of-text token is not chosen before so many tokens. */
  readonly minNewTokens: number;
  /** Strength of contrastive guidance, 0 to 4; 0 switches it off. */
  readonly guidance: number;
  /** Least conditioned probability of a token under guidance. */
  readonly guidanceMinProbability: number;
}

/** One text to write. */
export interface GenerationOrder {
  readonly inputs: FusionInputs;
  /**
   * The inputs in which the contrast of guidance differs (the tags of a normal study); absent if
   * there is nothing to contrast with, which switches guidance off.
   */
  readonly contrast?: FusionInputs;
  readonly options: DecodingOptions;
}

/** What happens while a text is written. */
export type GenerationEvent =
  /** The projector has made the prompt's rows, one per token of the prompt. */
  | { readonly kind: 'fused'; readonly rows: number }
  /** The decoder has read the prompt. */
  | { readonly kind: 'prefilled' }
  /** A token was chosen; the end-of-text token is not reported. */
  | { readonly kind: 'token'; readonly index: number; readonly token: number };

/** How a text ended. */
export interface GenerationEnd {
  /** 'end' of text, or the greatest 'length' allowed. */
  readonly reason: 'end' | 'length';
  /** Tokens written. */
  readonly tokens: number;
}
