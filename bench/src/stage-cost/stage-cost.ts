// SPDX-License-Identifier: Apache-2.0
import { setTimeout as passed } from 'node:timers/promises';
import { specialistNames, type Mesh } from '@asarg/cli';
import { circumstances, withMesh, type BenchContext } from '../bench-context.js';
import { residentBytes } from '../resident-memory.js';
import type { BenchmarkResult } from '../results-page.js';
import { quantilesOf } from '../simulation/engine/distribution.js';
import type { StageCosts } from '../simulation/mesh/stage-costs.js';
import { allotCosts, type IdleRates } from './allot-costs.js';
import { askForReport, tokensOf, waitForImage } from './ask-for-report.js';
import { costTable } from './cost-table.js';
import { withDrawnImages } from './drawn-images.js';
import type { ReportSample } from './report-sample.js';
import { watchThreads } from './watch-threads.js';

const warmUpReports = 6;
const mostImages = 6;
const idleMs = 5_000;

const pidsOf = (mesh: Mesh): Record<string, number> => mesh.pids() as Record<string, number>;

async function measureIdle(mesh: Mesh): Promise<IdleRates> {
  const stop = watchThreads(pidsOf(mesh));
  const from = performance.now();
  await passed(idleMs);
  const records = stop();
  const ms = performance.now() - from;
  return Object.fromEntries(
    Object.entries(records).map(([name, { main, backgroundMs }]) => [
      name,
      { main: (main.cpuMs.at(-1)! - main.cpuMs[0]!) / ms, background: backgroundMs / ms },
    ]),
  );
}

/** Makes one report, with its rendering, while the threads are watched. */
async function sample(mesh: Mesh, image: Blob): Promise<ReportSample> {
  const stop = watchThreads(pidsOf(mesh));
  const from = performance.now();
  const report = await askForReport(mesh.gatewayUrl, image);
  if (report?.status !== 'COMPLETE') {
    throw new Error(`expected a COMPLETE report, found ${report?.status ?? 'a refusal'}`);
  }
  await waitForImage(mesh.gatewayUrl, report);
  const records = stop();
  const watchedMs = performance.now() - from;
  const tokens = await tokensOf(mesh.gatewayUrl, report);
  const { stages, createdAt } = report;
  return { createdAtMs: Date.parse(createdAt), stages, tokens, records, watchedMs };
}

async function largestMemory(mesh: Mesh, before: Readonly<Record<string, number>>) {
  const now: Record<string, number> = {};
  for (const [name, pid] of Object.entries(pidsOf(mesh))) {
    const [bytes = 0] = await residentBytes([pid]);
    now[name] = Math.max(bytes, before[name] ?? 0);
  }
  return now;
}

async function measure(
  context: BenchContext,
  mesh: Mesh,
  images: readonly Blob[],
): Promise<StageCosts> {
  for (let turn = 0; turn < warmUpReports; turn++) {
    await sample(mesh, images[turn % images.length]!);
  }
  const idle = await measureIdle(mesh);
  const samples: ReportSample[] = [];
  let memory: Readonly<Record<string, number>> = {};
  for (let turn = 0; turn < context.rounds; turn++) {
    samples.push(await sample(mesh, images[turn % images.length]!));
    memory = await largestMemory(mesh, memory);
    if (turn % 5 === 4) context.say(`stage-cost: ${turn + 1} reports`);
  }
  const { stages, services } = allotCosts(samples, specialistNames, idle);
  const middle = (values: readonly number[]): number => Math.round(quantilesOf(values, 2)[1]!);
  const bytesOf = (name: string, key: 'bytesIn' | 'bytesOut') =>
    samples.map(({ records }) => records[name]!.bytes[key]);
  const frameBytes = middle(specialistNames.flatMap((name) => bytesOf(name, 'bytesIn')));
  const frames = specialistNames.length * frameBytes;
  return {
    schema: 'asarg.stage-costs/1',
    method:
      `${samples.length} reports of drawn chests (1024 x 1024, PNG and DICOM), one at a time after ` +
      `${warmUpReports} to warm up, compact bundle, CPU. Processor time is schedstat's of each ` +
      `thread, read every 4 ms and divided at the moments that the report's stages tell; what the ` +
      `services use without reports is taken off. ${circumstances()}`,
    reports: samples.length,
    frameBytes,
    reportBytes: middle(bytesOf('fusion-llm', 'bytesOut').map((bytes) => bytes - frames)),
    tokens: quantilesOf(samples.map(({ tokens }) => tokens)),
    stages,
    services: services.map((one) => ({ ...one, residentBytes: memory[one.service]! })),
  };
}

/** What a report costs each service: processor time by stage and thread, bytes, memory. */
export async function benchStageCost(context: BenchContext): Promise<BenchmarkResult> {
  return withDrawnImages(Math.min(mostImages, context.rounds), async (images) => {
    const costs = await withMesh(context, (mesh) => measure(context, mesh, images));
    return {
      section: 'stage-cost',
      page: 'scaling',
      rows: [],
      table: costTable(costs),
      method: costs.method,
      files: [{ path: 'bench/data/stage-costs.json', text: `${JSON.stringify(costs)}\n` }],
    };
  });
}
