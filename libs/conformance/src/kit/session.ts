// SPDX-License-Identifier: Apache-2.0
import type { DescribeResponse, EncodeRequest } from '@asarg/contracts';
import type { Tensor } from '@asarg/tensor';
import { goldenFrame } from '../golden-phantom.js';
import { quickFrame } from '../case-frames.js';
import type { EncodeCall, EncodeEnd, RawClient } from '../wire/raw-client.js';
import { assemble, traceOf, type StreamTrace } from '../wire/stream-trace.js';
import type { ServerProcess } from './server-process.js';

/** How patient the kit is, in milliseconds. */
export interface Patience {
  /** Longest time for one case. */
  readonly caseMs: number;
  /** What a machine that does other things may add to a call. */
  readonly slackMs: number;
  /** From SIGTERM to the end of the process. */
  readonly drainMs: number;
}

/** What the cases of one run share. */
export interface Session {
  readonly address: string;
  readonly client: RawClient;
  readonly patience: Patience;
  /** Folder of the bundle to compare with. */
  readonly bundle?: string;
  /** The process, if the kit started it. */
  readonly process?: ServerProcess;
  /** Milliseconds that the case in progress has left. */
  leftMs(): number;
  /** The first answer to Describe. @throws Error if it failed. */
  describe(): Promise<DescribeResponse>;
  /** The first Encode of the golden phantom, all outputs, as it came. Ends well or not. */
  firstEncode(): Promise<EncodeEnd>;
  /** What its messages were. */
  trace(): Promise<StreamTrace>;
  /** Its tensors. @throws TensorError if they cannot be put together. */
  tensors(): Promise<ReadonlyMap<string, Tensor>>;
  /** Starts an Encode. @default request the golden phantom, all outputs */
  start(request?: Partial<EncodeRequest>, deadlineMs?: number): EncodeCall;
  /** A small frame and the smallest output: for cases that are about time. */
  quickRequest(): Promise<EncodeRequest>;
  /** Milliseconds that a quick request takes, the median of three. @throws Error if one fails. */
  typicalMs(): Promise<number>;
}

export interface SessionOptions {
  readonly address: string;
  readonly client: RawClient;
  readonly patience: Patience;
  readonly bundle?: string;
  readonly process?: ServerProcess;
  readonly leftMs: () => number;
}

export function createSession(options: SessionOptions): Session {
  const { client, leftMs } = options;

  const start: Session['start'] = (request = {}, deadlineMs = leftMs()) =>
    client.startEncode({ frame: goldenFrame(), outputs: [], ...request }, deadlineMs);

  const describe = once(async () => {
    const { code, details, response } = await client.describe(leftMs());
    if (!response) {
      throw new Error(`Describe ended with ${code}: ${details}`);
    }
    return response;
  });
  const firstEncode = once(() => start().ended);
  const quickRequest = once(async () => {
    const { outputs } = await describe();
    const size = ({ shape }: { shape: readonly number[] }): number =>
      shape.reduce((product, length) => product * length, 1);
    const [smallest] = outputs.toSorted((a, b) => size(a) - size(b));
    return { frame: quickFrame(), outputs: smallest ? [smallest.name] : [] };
  });
  const typicalMs = once(async () => {
    const durations: number[] = [];
    for (let run = 0; run < 3; run++) {
      const { code, details, durationMs } = await start(await quickRequest()).ended;
      if (code !== 'OK') {
        throw new Error(`an Encode ended with ${code}: ${details}`);
      }
      durations.push(durationMs);
    }
    return durations.toSorted((a, b) => a - b)[1]!;
  });
  return {
    ...options,
    start,
    describe,
    firstEncode,
    trace: once(async () => traceOf((await firstEncode()).messages)),
    tensors: once(async () => assemble((await firstEncode()).messages)),
    quickRequest,
    typicalMs,
  };
}

/** Calls the function with the first call, and gives the same promise to all. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let promise: Promise<Value> | undefined;
  return () => (promise ??= make());
}
