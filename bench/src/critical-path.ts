// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDataSet } from '@asarg/phantom';
import { circumstances, timed, withMesh, type BenchContext } from './bench-context.js';
import type { BenchmarkResult, ResultRow } from './results-page.js';
import { median } from './statistics.js';

const warmUpRounds = 2;
const mostStudies = 10;
const imageSize = 1024;
const reportWaitSeconds = 60;
/** How far the sum may be from the time that the report took. */
const tolerance = 0.03;

/** What a report tells of its time. */
interface TimedReport {
  readonly status: string;
  readonly durationMs: number;
  readonly stages: readonly {
    readonly name: string;
    readonly startMs: number;
    readonly durationMs: number;
    readonly critical?: boolean;
  }[];
}

/** One report: what it tells, and how long its client waited. */
interface Sample {
  readonly report: TimedReport;
  readonly waitedMs: number;
}

async function askForReport(gatewayUrl: string, file: string): Promise<TimedReport> {
  const body = new FormData();
  body.set('image', new Blob([await readFile(file)]), 'image');
  const headers = { Prefer: `wait=${reportWaitSeconds}` };
  const response = await fetch(`${gatewayUrl}/v1/reports`, { method: 'POST', headers, body });
  if (response.status !== 201) {
    throw new Error(`expected 201 and a report, found ${response.status}`);
  }
  return (await response.json()) as TimedReport;
}

const criticalOf = ({ stages }: TimedReport) =>
  stages.filter(({ critical }) => critical).toSorted((a, b) => a.startMs - b.startMs);

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

/** @throws Error if a stage on the path begins before the one before it has ended. */
function pathMsOf(report: TimedReport): number {
  const path = criticalOf(report);
  let endMs = 0;
  for (const { name, startMs, durationMs } of path) {
    if (startMs < endMs - 0.01) {
      throw new Error(`${name}: expected to begin after ${endMs} ms, found ${startMs} ms`);
    }
    endMs = startMs + durationMs;
  }
  return sum(path.map(({ durationMs }) => durationMs));
}

function spread(what: string, values: readonly number[]): ResultRow {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const [low, middle, high] = [least, median(values), most].map((value) => value.toFixed(4));
  return { what, value: `${low}, ${middle}, ${high}`, target: '' };
}

/** Mean share of each stage, in the order in which they mostly come. */
function shares(samples: readonly Sample[]): ResultRow[] {
  const byName = new Map<string, { shares: number[]; startsMs: number[] }>();
  for (const { report } of samples) {
    for (const { name, startMs, durationMs } of criticalOf(report)) {
      const known = byName.get(name) ?? { shares: [], startsMs: [] };
      known.shares.push(durationMs / report.durationMs);
      known.startsMs.push(startMs);
      byName.set(name, known);
    }
  }
  return [...byName]
    .toSorted(([, a], [, b]) => median(a.startsMs) - median(b.startsMs))
    .map(([name, { shares: of }]) => {
      const often = of.length === samples.length ? '' : ` (in ${of.length} reports)`;
      const percent = ((100 * sum(of)) / samples.length).toFixed(2);
      return { what: `share of ${name}${often}`, value: `${percent} %`, target: '' };
    });
}

function toRows(samples: readonly Sample[]): ResultRow[] {
  const ratios = samples.map(({ report }) => pathMsOf(report) / report.durationMs);
  const met = ratios.every((ratio) => Math.abs(ratio - 1) <= tolerance);
  const within = `${1 - tolerance} to ${1 + tolerance}`;
  const took = samples.map(({ report }) => report.durationMs);
  return [
    { ...spread('sum of the critical path over the duration', ratios), target: within, met },
    spread(
      'duration over what the client waited',
      samples.map(({ report, waitedMs }) => report.durationMs / waitedMs),
    ),
    { what: 'duration', value: `${median(took).toFixed(0)} ms`, target: '' },
    ...shares(samples),
  ];
}

/** Whether the critical path of each report adds up to the time it took, and what it is made of. */
export async function benchCriticalPath(context: BenchContext): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'asarg-bench-images-'));
  try {
    const count = Math.min(context.rounds, mostStudies);
    context.say(`critical-path: drawing ${count} chests`);
    const drawn = { masks: false, pairs: false, contactSheet: false };
    await writeDataSet({ folder, count, seed: 1, size: imageSize, format: 'both', ...drawn });
    const entries = await readdir(folder, { recursive: true });
    const files = entries.filter((path) => /\.(?:png|dcm)$/.test(path)).toSorted();
    const samples = await withMesh(context, async ({ gatewayUrl }) => {
      const all: Sample[] = [];
      for (let turn = 0; turn < warmUpRounds + context.rounds; turn++) {
        const file = join(folder, files[turn % files.length]!);
        const { ms, value } = await timed(() => askForReport(gatewayUrl, file));
        if (value.status === 'FAILED') throw new Error('expected a report, found FAILED');
        if (turn >= warmUpRounds) all.push({ report: value, waitedMs: ms });
        if (turn % 10 === 9) context.say(`critical-path: ${turn + 1} reports`);
      }
      return all;
    });
    const method = `${samples.length} reports of ${count} drawn chests, PNG and DICOM of ${imageSize} pixels, one at a time, after ${warmUpRounds} to warm up; least, median and greatest, and means of the shares. ${circumstances()}`;
    return { section: 'critical-path', rows: toRows(samples), method };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
