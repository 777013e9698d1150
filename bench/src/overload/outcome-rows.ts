// SPDX-License-Identifier: Apache-2.0
import { circumstances } from '../bench-context.js';
import type { BenchmarkResult, ResultRow } from '../results-page.js';
import { percentile } from '../statistics.js';
import { slopeOf, type MemorySeries } from './memory-samples.js';
import { isGood, meanOf, type Outcome } from './outcome.js';
import { offered } from './overload-setup.js';

/** The table of an overload. */
export function resultOf(outcome: Outcome): BenchmarkResult {
  const { setup, asked, startMs, durationMs, calm, memory } = outcome;
  const { section, maxReports, deadlineSeconds } = setup;
  // Reports that end after the load has ended are not of its time.
  const within = asked.filter(({ answeredMs }) => answeredMs <= startMs + durationMs);
  const goodput = within.filter(isGood).length / (durationMs / 1000);
  const admitted = asked.filter(({ status }) => status === 201 || status === 202);
  const refused = asked.filter(({ status }) => status === 429);
  const other = asked.length - admitted.length - refused.length;
  const latencyMs = admitted.map(({ sentMs, answeredMs }) => answeredMs - sentMs);
  const refusalMs = refused.map(({ sentMs, answeredMs }) => answeredMs - sentMs);
  const capacity = meanOf(calm, 'reportsPerSecond');
  const share = goodput / capacity;
  const [calmSeconds, busySeconds] = [meanOf(calm, 'processorSeconds'), outcome.processorSeconds];
  const p99 = percentile(latencyMs, 0.99);
  const rate = asked.length / (durationMs / 1000);
  const steady = asked.filter(({ client }) => client === 'steady');
  const steadyShare = steady.filter(isGood).length / steady.length;
  return {
    section,
    rows: [
      {
        what: `capacity right before, and right after (${maxReports} clients that ask again at once)`,
        value: `${calm.map((one) => one.reportsPerSecond.toFixed(2)).join(', ')} reports/s`,
        target: '',
      },
      {
        what: 'load offered',
        value: `${rate.toFixed(2)} requests/s, ${(rate / capacity).toFixed(2)} of their mean`,
        target: '',
      },
      {
        what: 'goodput: reports COMPLETE in time, over the mean capacity',
        value: `${goodput.toFixed(2)} reports/s, ${share.toFixed(3)}`,
        target: '≥ 0.9',
        met: share >= 0.9,
      },
      {
        what: 'processor time of the five processes per report in time, at capacity and under the load',
        value: `${(calmSeconds * 1000).toFixed(0)} ms, ${(busySeconds * 1000).toFixed(0)} ms, ${(busySeconds / calmSeconds).toFixed(3)}`,
        target: '≤ 1.1',
        met: busySeconds / calmSeconds <= 1.1,
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

function methodOf({ setup, asked, durationMs }: Outcome): string {
  const { networks, maxReports, queueReports, deadlineSeconds } = setup;
  const load =
    networks === 'tiny'
      ? 'fusion-llm with its real bundle and one token per report, specialists with tiny networks of the same shapes: the mesh is the load, not the models'
      : 'every service with its real bundle, whole reports';
  return `Poisson arrivals for ${durationMs / 60_000} minutes, ${asked.length} requests; gateway with ${maxReports} reports in progress and ${queueReports} that may wait, ${load}. Clients want their report in ${deadlineSeconds} s.`;
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
