// SPDX-License-Identifier: Apache-2.0
import type { ExecutionProvider } from './execution-provider.js';
import type { NamedArray } from './named-array.js';

export interface SessionOptions {
  /** Path of the ONNX file. */
  readonly modelPath: string;
  /** @default 'cpu' */
  readonly executionProvider?: ExecutionProvider;
  /** Threads inside one operator. @default 1 */
  readonly threads?: number;
}

export interface RunOptions {
  /** Ends the wait; a run that has not begun is then never begun. */
  readonly signal?: AbortSignal;
  /**
   * Moves the buffers of the feeds to the session's thread instead of copying them; the caller's
   * arrays are empty afterwards. Without effect on local sessions. @default false
   */
  readonly transfer?: boolean;
}

/** A loaded network. Runs are done one after the other. */
export interface Session {
  /** Names of the inputs. */
  readonly inputs: readonly string[];
  /** Names of the outputs. */
  readonly outputs: readonly string[];
  /**
   * Runs the network once.
   * @param fetches names of the outputs wanted; all if absent. Each costs a copy of its bytes.
   * @throws the signal's reason when aborted, Error when onnxruntime refuses the feeds.
   */
  run(
    feeds: Readonly<Record<string, NamedArray>>,
    fetches?: readonly string[],
    options?: RunOptions,
  ): Promise<Record<string, NamedArray>>;
  /** Frees the network, after the run in progress. */
  close(): Promise<void>;
}
