// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { circumstances, type BenchContext } from '../bench-context.js';
import { processorSeconds } from '../processor-time.js';
import type { BenchmarkResult, ResultRow } from '../results-page.js';
import { percentile } from '../statistics.js';
import { createReportAsker, type Asked } from './ask-report.js';
import { measureCapacity, openLoad } from './loads.js';
import { sampleMemory, slopeOf, type MemorySeries } from './memory-samples.js';
import { startOverloadMesh } from './overload-mesh.js';
import { writePlots } from './write-plots.js';

const maxReports = 8;
const queueReports = 16;
/** Time in which clients want their reports. */
const deadlineSeconds = 10;
/** How much of the capacity each client asks for: together twice as much as there is. */
const offered = { flood: 1.75, steady: 0.25 } as const;
type ClientName = keyof typeof offered;
const clientNames = Object.keys(offered) as ClientName[];

/** What the load brought. */
interface Outcome {
  readonly startMs: number;
  readonly durationMs: number;
  readonly asked: readonly Asked[];
  readonly memory: readonly MemorySeries[];
  /** Reports per second that the mesh made right before, and right after. */
  readonly capacity: number;
  readonly capacityAfter: number;
  /** Seconds of processor time of the five processes per report, at capacity and under the load. */
  readonly processorSeconds: { readonly atCapacity: number; readonly overloaded: number };
}

const isGood = ({ status, report, sentMs, answeredMs }: Asked): boolean =>
  status === 201 && report === 'COMPLETE' && answeredMs - sentMs <= deadlineSeconds * 1000;

/** Twice the load that the mesh can take, from two clients, for a long time. */
export async function benchOverload(context: BenchContext): Promise<BenchmarkResult> {
  const durationMs = context.minutes * 60_000;
  const mesh = await startOverloadMesh(context, clientNames, {
    ASARG_MAX_REPORTS: String(maxReports),
    ASARG_QUEUE_REPORTS: String(queueReports),
  });
  const image = await readFile(context.file);
  const asker = createReportAsker(mesh.url, image, { maxNewTokens: '1' }, deadlineSeconds);
  const askAs = (name: ClientName) => () => asker.ask(name, mesh.keys[name]!);
  const capacityMs = Math.min(60_000, durationMs / 2);
  const capacityOf = (warmUpMs: number, measureMs: number): Promise<number> =>
    measureCapacity(askAs('steady'), maxReports, { warmUpMs, measureMs });
  try {
    const pids = Object.values(mesh.pids);
    context.say('overload: measuring the capacity');
    await capacityOf(20_000, 1_000);
    const idleSeconds = await processorSeconds(pids);
    const capacity = await capacityOf(0, capacityMs);
    const calmSeconds = await processorSeconds(pids);
    context.say(`overload: ${capacity.toFixed(2)} reports/s; now twice that`);
    const memory = sampleMemory(mesh.pids, 2_000);
    const startMs = performance.now();
    const asked: Asked[] = [];
    const progress = setInterval(() => tell(context, asked, startMs), 30_000);
    await Promise.all(
      clientNames.map((name) =>
        openLoad(askAs(name), offered[name] * capacity, durationMs, (one) => asked.push(one)),
      ),
    );
    clearInterval(progress);
    memory.stop();
    const busySeconds = (await processorSeconds(pids)) - calmSeconds;
    const outcome: Outcome = {
      startMs,
      durationMs,
      asked,
      memory: memory.series,
      capacity,
      capacityAfter: await capacityOf(0, capacityMs),
      processorSeconds: {
        atCapacity: (calmSeconds - idleSeconds) / (capacity * (capacityMs / 1000)),
        overloaded: busySeconds / asked.filter(isGood).length,
      },
    };
    if (context.plots) await writePlots(outcome, isGood);
    return resultOf(outcome);
  } finally {
    asker.close();
    await mesh.close();
  }
}

function tell({ say }: BenchContext, asked: readonly Asked[], startMs: number): void {
  const seconds = (performance.now() - startMs) / 1000;
  const good = asked.filter(isGood).length;
  say(
    `overload: ${seconds.toFixed(0)} s, ${asked.length} answered, ${(good / seconds).toFixed(2)} good reports/s`,
  );
}

function resultOf(outcome: Outcome): BenchmarkResult {
  const { asked, startMs, durationMs, capacity, capacityAfter, memory } = outcome;
  // Reports that end after the load has ended are not of its time.
  const within = asked.filter(({ answeredMs }) => answeredMs <= startMs + durationMs);
  const goodput = within.filter(isGood).length / (durationMs / 1000);
  const admitted = asked.filter(({ status }) => status === 201 || status === 202);
  const refused = asked.filter(({ status }) => status === 429);
  const other = asked.length - admitted.length - refused.length;
  const latencyMs = admitted.map(({ sentMs, answeredMs }) => answeredMs - sentMs);
  const refusalMs = refused.map(({ sentMs, answeredMs }) => answeredMs - sentMs);
  const share = goodput / capacity;
  const { atCapacity: calm, overloaded: busy } = outcome.processorSeconds;
  const p99 = percentile(latencyMs, 0.99);
  const rate = asked.length / (durationMs / 1000);
  const steady = asked.filter(({ client }) => client === 'steady');
  const steadyShare = steady.filter(isGood).length / steady.length;
  return {
    section: 'overload',
    rows: [
      {
        what: 'capacity right before, and right after (8 clients that ask again at once)',
        value: `${capacity.toFixed(2)}, ${capacityAfter.toFixed(2)} reports/s`,
        target: '',
      },
      {
        what: 'load offered',
        value: `${rate.toFixed(2)} requests/s, ${(rate / capacity).toFixed(2)} of it`,
        target: '',
      },
      {
        what: 'goodput: reports COMPLETE in time, over the capacity before',
        value: `${goodput.toFixed(2)} reports/s, ${share.toFixed(3)}`,
        target: '≥ 0.9',
        met: share >= 0.9,
      },
      {
        what: 'processor time of the five processes per report in time, at capacity and under the load',
        value: `${(calm * 1000).toFixed(0)} ms, ${(busy * 1000).toFixed(0)} ms, ${(busy / calm).toFixed(3)}`,
        target: '≤ 1.1',
        met: busy / calm <= 1.1,
      },
      {
        what: 'from sending to the report, of those admitted',
        value: `p50 ${percentile(latencyMs, 0.5).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
        target: `p99 ≤ ${deadlineSeconds * 1000} ms`,
        met: p99 <= deadlineSeconds * 1000,
      },
      {
        what: 'from sending to 429',
        value: `p50 ${percentile(refusalMs, 0.5).toFixed(0)} ms, p99 ${percentile(refusalMs, 0.99).toFixed(0)} ms`,
        target: '',
      },
      {
        what: 'answers that are neither a report nor 429',
        value: String(other),
        target: '0',
        met: other === 0,
      },
      {
        what: `a client that asks for ${offered.steady} of the capacity beside one that asks for ${offered.flood}: its requests answered well`,
        value: `${(steadyShare * 100).toFixed(1)} %`,
        target: '≥ 99 %',
        met: steadyShare >= 0.99,
      },
      ...memory.map(memoryRow),
    ],
    method: `${methodOf(outcome)} ${circumstances()}`,
  };
}

function methodOf({ asked, durationMs }: Outcome): string {
  return `Poisson arrivals for ${durationMs / 60_000} minutes, ${asked.length} requests; gateway with ${maxReports} reports in progress and ${queueReports} that may wait, fusion-llm with its real bundle and one token per report, specialists with tiny networks of the same shapes: the mesh is the load, not the models. Clients want their report in ${deadlineSeconds} s.`;
}

/** The first third is for warming up; flat is less than a hundredth of the memory a minute. */
function memoryRow({ name, points }: MemorySeries): ResultRow {
  const late = points.slice(Math.ceil(points.length / 3));
  const mean = late.reduce((sum, [, mib]) => sum + mib, 0) / late.length;
  const most = points.reduce((max, [, mib]) => Math.max(max, mib), 0);
  const perMinute = slopeOf(late) * 60;
  return {
    what: `resident memory of ${name}, last two thirds`,
    value: `${mean.toFixed(0)} MiB, slope ${perMinute.toFixed(2)} MiB/min, most ${most.toFixed(0)} MiB`,
    target: `slope < ${(mean / 100).toFixed(1)} MiB/min`,
    met: perMinute < mean / 100,
  };
}
