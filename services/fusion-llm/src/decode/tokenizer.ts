// SPDX-License-Identifier: Apache-2.0
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { readFile } from 'node:fs/promises';
import { createDetokenizer, type Detokenizer } from './detokenizer.js';

/** What decoding needs of a fusion bundle's tokenizer. */
export interface Tokenizer {
  /** Token that starts a text. */
  readonly bos: number;
  /** Token that ends a text. */
  readonly eos: number;
  /** Special tokens other than `eos`: never to be written. */
  readonly forbidden: readonly number[];
  /** A detokenizer at the start of a text. */
  detokenizer(): Detokenizer;
}

/**
 * Reads a Hugging Face tokenizer.json (byte-level BPE).
 * @throws Error if it is no such file or lacks the tokens named.
 */
export async function readTokenizer(
  path: string,
  names: { readonly bos: string; readonly eos: string },
): Promise<Tokenizer> {
  const json: unknown = JSON.parse(await readFile(path, 'utf8'));
  const tokenizer = new HuggingFaceTokenizer(json as object, {});
  const special = new Set<number>(tokenizer.get_added_tokens_decoder().keys());
  const idOf = (name: string): number => {
    const id = tokenizer.token_to_id(name);
    if (id === undefined) {
      throw new Error(`tokenizer.json: expected a token '${name}', found none`);
    }
    return id;
  };
  const eos = idOf(names.eos);
  const pieceOf = (token: number) =>
    special.has(token) ? undefined : tokenizer.id_to_token(token);
  return {
    bos: idOf(names.bos),
    eos,
    forbidden: [...special].filter((token) => token !== eos),
    detokenizer: () => createDetokenizer(pieceOf),
  };
}
