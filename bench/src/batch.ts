// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { specialistNames } from '@asarg/cli';
import type { Frame } from '@asarg/contracts';
import { createSpecialistClient, type Encoding } from '@asarg/mesh-client';
import { circumstances, timed, type BenchContext } from './bench-context.js';
import { readFrame, toMessage } from './read-frame.js';
import type { BenchmarkResult, ResultRow } from './results-page.js';
import { startService } from './start-service.js';
import { median } from './statistics.js';

/** Limits that are compared; the first is what the others are measured by. */
const limits = [1, 4, 8] as const;
const clients = 8;
/** Encodings of each client in a round. */
const each = 2;

/** One specialist process with a limit of its own. */
interface Side {
  readonly limit: number;
  readonly encode: () => Promise<Encoding>;
  readonly close: () => Promise<void>;
  readonly ms: number[];
  readonly batchSizes: number[];
  difference: number;
  peakBytes: number;
}

async function startSide(
  { bundlesFolder }: BenchContext,
  name: string,
  limit: number,
  frame: Frame,
): Promise<Side> {
  const service = await startService(name, {
    ASARG_BUNDLE: join(bundlesFolder, name),
    ASARG_MAX_BATCH: String(limit),
  });
  const client = createSpecialistClient(service.address);
  return {
    limit,
    encode: () => client.encode({ frame }, { deadlineMs: 120_000 }),
    async close() {
      client.close();
      await service.close();
    },
    ms: [],
    batchSizes: [],
    difference: 0,
    peakBytes: 0,
  };
}

/** All clients at once, each one call after the other. */
async function load(side: Side): Promise<Encoding[]> {
  const calls = Array.from({ length: clients }, async () => {
    const encodings: Encoding[] = [];
    for (let at = 0; at < each; at++) encodings.push(await side.encode());
    return encodings;
  });
  return (await Promise.all(calls)).flat();
}

async function measure(side: Side, alone: Encoding): Promise<void> {
  const { ms, value } = await timed(() => load(side));
  side.ms.push(ms);
  for (const encoding of value) {
    side.batchSizes.push(encoding.timing.batchSize);
    side.peakBytes = Math.max(side.peakBytes, encoding.timing.peakMemoryBytes ?? 0);
    side.difference = Math.max(side.difference, largestDifference(alone, encoding));
  }
}

/** By how much a number of one encoding differs from that of the other at most; Infinity for integers. */
function largestDifference(one: Encoding, other: Encoding): number {
  let largest = 0;
  for (const [name, { dtype, data }] of one.tensors) {
    const found = other.tensors.get(name)!.data;
    if (Buffer.compare(data, found) === 0) continue;
    if (dtype !== 'float32') return Infinity;
    const [a, b] = [data, found].map((bytes) => new Float32Array(bytes.slice().buffer));
    for (const [at, value] of a!.entries()) largest = Math.max(largest, Math.abs(value - b![at]!));
  }
  return largest;
}

function rowOf(name: string, side: Side, base: Side): ResultRow {
  const ratio = median(side.ms.map((ms, round) => base.ms[round]! / ms));
  const perSecond = (clients * each * 1_000) / median(side.ms);
  const mean = side.batchSizes.reduce((sum, size) => sum + size, 0) / side.batchSizes.length;
  const bits = side.difference === 0 ? 'the same bits' : `≤ ${side.difference.toPrecision(1)} off`;
  const parts = [
    ...(side === base ? [] : [`${ratio.toFixed(2)} times as many`]),
    `${perSecond.toFixed(1)}/s`,
    `${mean.toFixed(1)} together`,
    `${Math.round(side.peakBytes / 1e6)} MB`,
    bits,
  ];
  return { what: `${name}, at most ${side.limit}`, value: parts.join(', '), target: '' };
}

/** Throughput of each specialist by the number of frames that its network is given together. */
export async function benchBatch(context: BenchContext): Promise<BenchmarkResult> {
  const frame = toMessage(await readFrame(context.file));
  const rows: ResultRow[] = [];
  for (const name of specialistNames) {
    const sides: Side[] = [];
    try {
      for (const limit of limits) sides.push(await startSide(context, name, limit, frame));
      const [base] = sides as [Side];
      const alone = await base.encode();
      for (const side of sides) await load(side);
      for (let round = 0; round < context.rounds; round++) {
        context.say(`batch: ${name}, round ${round + 1} of ${context.rounds}`);
        // Every other round the other way round, so that none always comes first.
        for (const side of round % 2 ? sides.toReversed() : sides) await measure(side, alone);
      }
      rows.push(...sides.map((side) => rowOf(name, side, base)));
    } finally {
      for (const side of sides) await side.close();
    }
  }
  const method =
    `${clients} clients, each one call after the other; ${context.rounds} rounds, the limits in ` +
    `turn within each; medians, of the ratios as well. ${circumstances()}`;
  return { section: 'batch', rows, method };
}
