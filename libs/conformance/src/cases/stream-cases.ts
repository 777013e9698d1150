// SPDX-License-Identifier: Apache-2.0
import { pass, passUnless, skip, fail, type ConformanceCase } from '../kit/conformance-case.js';
import type { StreamTrace } from '../wire/stream-trace.js';

/** How the messages of one Encode follow each other. */
export const streamCases: readonly ConformanceCase[] = [
  {
    id: 'encode.completes',
    group: 'streaming',
    expected: 'Encode of a frame ends with OK.',
    needs: ['describe.answers'],
    async run({ client, firstEncode }) {
      const { code, details, durationMs, messages } = await firstEncode();
      if (code === 'OK') {
        return pass(`${durationMs.toFixed(0)} ms, ${messages.length} messages`);
      }
      const health = await client.health('', 1000);
      const says = health.code === 'OK' ? `health says ${health.response}` : 'health fails too';
      return fail(
        `${code} after ${durationMs.toFixed(0)} ms and ${messages.length} messages ` +
          `(${details.slice(0, 200) || 'no details'}), while ${says}`,
      );
    },
  },
  streamCase('stream.info', 'The first message is info, and there is one.', (trace) =>
    count(trace, 'info') === 1 && trace.order[0] === 'info' ? undefined : orderOf(trace),
  ),
  streamCase('stream.timing', 'The last message is timing, and there is one.', (trace) =>
    count(trace, 'timing') === 1 && trace.order.at(-1) === 'timing' ? undefined : orderOf(trace),
  ),
  streamCase(
    'stream.durations',
    'The times are finite and not negative, and together no longer than the call.',
    ({ timing }, durationMs) => {
      const { queueMs, preprocessMs, runMs, postprocessMs } = timing!;
      const parts = [queueMs, preprocessMs, runMs, postprocessMs];
      const sum = parts.reduce((total, ms) => total + ms, 0);
      // Two clocks, and a call that the caller saw end a moment before.
      return parts.every((ms) => ms >= 0) && sum <= 1.05 * durationMs + 20
        ? undefined
        : `found ${parts.map((ms) => ms.toFixed(1)).join(' + ')} ms of ${durationMs.toFixed(1)} ms`;
    },
    ['stream.timing'],
  ),
  streamCase(
    'stream.chunks',
    'Every chunk follows its header, starts where the one before ended, and has 1 byte to 1 MiB.',
    ({ chunkFault }) => chunkFault,
  ),
  streamCase(
    'stream.wire-bytes',
    'The chunks of a tensor are exactly wire_bytes together.',
    ({ sizeFault }) => sizeFault,
    ['stream.chunks'],
  ),
  streamCase('stream.names', 'No tensor comes twice.', ({ headers }) => {
    const names = headers.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    return twice === undefined ? undefined : `found '${twice}' twice`;
  }),
  {
    id: 'stream.statistics',
    group: 'streaming',
    expected: 'A segmenter sends statistics once, after all tensors; others send none.',
    needs: ['encode.completes', 'describe.consistent'],
    async run({ describe, trace }) {
      const { order } = await trace();
      const wanted = (await describe()).classes.length > 0 ? 1 : 0;
      const found = order.filter((kind) => kind === 'statistics').length;
      const late = order.lastIndexOf('statistics') >= order.lastIndexOf('header');
      return passUnless(
        found === wanted && (found === 0 || late)
          ? undefined
          : `expected ${wanted}, found ${orderOf(await trace())}`,
      );
    },
  },
  {
    id: 'stream.tensors',
    group: 'streaming',
    expected: 'The bytes of every tensor decode to what its header says.',
    needs: ['stream.chunks', 'stream.wire-bytes', 'stream.names'],
    async run({ tensors, trace }) {
      const { headers } = await trace();
      if (headers.length === 0) {
        return skip('no tensor came');
      }
      return pass(`${(await tensors()).size} tensors`);
    },
  },
];

function streamCase(
  id: string,
  expected: string,
  faultOf: (trace: StreamTrace, durationMs: number) => string | undefined,
  needs: readonly string[] = ['encode.completes'],
): ConformanceCase {
  return {
    id,
    group: 'streaming',
    expected,
    needs,
    run: async ({ firstEncode, trace }) =>
      passUnless(faultOf(await trace(), (await firstEncode()).durationMs)),
  };
}

function count({ order }: StreamTrace, kind: string): number {
  return order.filter((one) => one === kind).length;
}

function orderOf({ order }: StreamTrace): string {
  return order.length === 0 ? 'no message at all' : `found ${order.slice(0, 40).join(', ')}`;
}
