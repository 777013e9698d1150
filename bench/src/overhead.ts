// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { makeReport, type Mesh } from '@asarg/cli';
import { circumstances, timed, withMesh, type BenchContext } from './bench-context.js';
import { processorSeconds } from './processor-time.js';
import type { BenchmarkResult, ResultRow } from './results-page.js';
import { median } from './statistics.js';

const warmUpRounds = 5;
const reportsPerRound = 10;
const targetLatency = 1.03;
const targetProcessor = 1.05;

/** One mesh and what was measured of it. */
interface Side {
  readonly mesh: Mesh;
  readonly ms: number[];
  fromSeconds: number;
  totalSeconds: number;
}

/** A process that takes OTLP over HTTP and forgets it: a collector's work is not the mesh's. */
async function startSink(): Promise<{ url: string; stop: () => void }> {
  const sink = spawn(
    process.execPath,
    [fileURLToPath(new URL('./otlp-sink.js', import.meta.url))],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [line] = (await once(sink.stdout, 'data')) as [Buffer];
  return { url: line.toString().trim(), stop: () => void sink.kill() };
}

const usedBy = ({ mesh }: Side): Promise<number> => processorSeconds(Object.values(mesh.pids()));

async function measure(context: BenchContext, sides: readonly Side[]): Promise<void> {
  for (let turn = 0; turn < warmUpRounds; turn++) {
    for (const { mesh } of sides) await makeReport(mesh.gatewayUrl, context.file);
  }
  for (const side of sides) side.fromSeconds = await usedBy(side);
  const turns = context.rounds * reportsPerRound;
  for (let turn = 0; turn < turns; turn++) {
    if (turn % reportsPerRound === 0) context.say(`overhead: report ${turn} of ${turns}`);
    // Each side is first, second and third equally often.
    for (let i = 0; i < sides.length; i++) {
      const side = sides[(i + turn) % sides.length]!;
      side.ms.push((await timed(() => makeReport(side.mesh.gatewayUrl, context.file))).ms);
    }
  }
  for (const side of sides) side.totalSeconds = (await usedBy(side)) - side.fromSeconds;
}

function rowsOf(name: string, side: Side, off: Side): ResultRow[] {
  const latency = median(side.ms.map((ms, turn) => ms / off.ms[turn]!));
  const processor = side.totalSeconds / off.totalSeconds;
  return [
    {
      what: `${name}: latency of a report, median of ratios`,
      value: latency.toFixed(3),
      target: `≤ ${targetLatency}`,
      met: latency <= targetLatency,
    },
    {
      what: `${name}: processor time of the mesh, ratio of totals`,
      value: processor.toFixed(3),
      target: `≤ ${targetProcessor}`,
      met: processor <= targetProcessor,
    },
  ];
}

/** What telemetry costs: three meshes side by side, a report of each in turn. */
export async function benchOverhead(context: BenchContext): Promise<BenchmarkResult> {
  const sink = await startSink();
  const nothing = { OTEL_SDK_DISABLED: 'true' };
  const metrics = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'prometheus' };
  const everything = {
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'prometheus',
    OTEL_TRACES_SAMPLER: 'always_on',
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
  };
  const sideOf = (mesh: Mesh): Side => ({ mesh, ms: [], fromSeconds: 0, totalSeconds: 0 });
  try {
    return await withMesh(
      context,
      (off) =>
        withMesh(
          context,
          (counted) =>
            withMesh(
              context,
              async (traced) => {
                const sides = [sideOf(off), sideOf(counted), sideOf(traced)] as const;
                await measure(context, sides);
                return resultOf(...sides);
              },
              everything,
            ),
          metrics,
        ),
      nothing,
    );
  } finally {
    sink.stop();
  }
}

function resultOf(off: Side, counted: Side, traced: Side): BenchmarkResult {
  const reports = off.ms.length;
  const each = ((1000 * off.totalSeconds) / reports).toFixed(0);
  return {
    section: 'overhead',
    rows: [
      { what: 'nothing on: latency, median', value: `${median(off.ms).toFixed(0)} ms`, target: '' },
      { what: 'nothing on: processor time per report', value: `${each} ms`, target: '' },
      ...rowsOf('metrics', counted, off),
      ...rowsOf('metrics and every trace', traced, off),
    ],
    method:
      `Three meshes at once, ${reports} reports of each, in turn; traces go to another process over OTLP (HTTP, protobuf). ` +
      `Processor time is of all five processes over the whole run, export included. ${circumstances()}`,
  };
}
