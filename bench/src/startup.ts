// SPDX-License-Identifier: Apache-2.0
import { makeReport } from '@asarg/cli';
import { circumstances, timed, withMesh, type BenchContext } from './bench-context.js';
import type { BenchmarkResult } from './results-page.js';
import { median } from './statistics.js';

const targetReadyMs = 10_000;
const targetReportMs = 5_000;
const targetFirstTokenMs = 2_000;
const starts = 3;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

/** Time to ready, first report after a start, later reports, first token. */
export async function benchStartup(context: BenchContext): Promise<BenchmarkResult> {
  const readyMs: number[] = [];
  const coldMs: number[] = [];
  const warmMs: number[] = [];
  const firstTokenMs: number[] = [];
  for (let start = 0; start < starts; start++) {
    context.say(`startup: start ${start + 1} of ${starts}`);
    await withMesh(context, async (mesh) => {
      readyMs.push(mesh.readyMs);
      const cold = await timed(() => makeReport(mesh.gatewayUrl, context.file));
      coldMs.push(cold.ms);
      for (let round = 0; round < Math.ceil(context.rounds / starts); round++) {
        const warm = await timed(() => makeReport(mesh.gatewayUrl, context.file));
        warmMs.push(warm.ms);
        if (warm.value.firstTokenMs != null) firstTokenMs.push(warm.value.firstTokenMs);
      }
    });
  }
  const row = (what: string, samples: readonly number[], targetMs: number) => {
    const ms = median(samples);
    return { what, value: seconds(ms), target: `≤ ${targetMs / 1000} s`, met: ms <= targetMs };
  };
  return {
    section: 'startup',
    rows: [
      row('all five ready', readyMs, targetReadyMs),
      row('first report after a start', coldMs, targetReportMs),
      row('later reports, file to report', warmMs, targetReportMs),
      row('first token of later reports', firstTokenMs, targetFirstTokenMs),
    ],
    method: `Medians of ${starts} starts and ${warmMs.length} later reports. ${circumstances()}`,
  };
}
