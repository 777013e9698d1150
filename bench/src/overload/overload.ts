// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import type { BenchContext } from '../bench-context.js';
import { processorSeconds } from '../processor-time.js';
import type { BenchmarkResult } from '../results-page.js';
import { createReportAsker, type Asked } from './ask-report.js';
import { measureCapacity, openLoad } from './loads.js';
import { sampleMemory } from './memory-samples.js';
import { isGood, type Capacity, type Outcome } from './outcome.js';
import { resultOf } from './outcome-rows.js';
import { startOverloadMesh } from './overload-mesh.js';
import { clientNames, offered, type ClientName, type OverloadSetup } from './overload-setup.js';
import { writePlots } from './write-plots.js';

/** Twice the load that the mesh can take, from two clients, for a long time. */
export async function benchOverload(
  context: BenchContext,
  setup: OverloadSetup,
): Promise<BenchmarkResult> {
  const { section, maxReports, maxNewTokens, deadlineSeconds } = setup;
  const durationMs = context.minutes * 60_000;
  const mesh = await startOverloadMesh(context, clientNames, setup);
  const image = await readFile(context.file);
  const fields: Record<string, string> = {};
  if (maxNewTokens !== undefined) fields.maxNewTokens = String(maxNewTokens);
  const asker = createReportAsker(mesh.url, image, fields, deadlineSeconds);
  const askAs = (name: ClientName) => () => asker.ask(name, mesh.keys[name]!);
  const capacityMs = Math.min(60_000, durationMs / 2);
  const pids = Object.values(mesh.pids);
  const used = (): Promise<number> => processorSeconds(pids);
  async function capacityNow(): Promise<Capacity> {
    const times = { warmUpMs: 0, measureMs: capacityMs };
    const before = await used();
    const reportsPerSecond = await measureCapacity(askAs('steady'), maxReports, times);
    const reports = reportsPerSecond * (capacityMs / 1000);
    return { reportsPerSecond, processorSeconds: ((await used()) - before) / reports };
  }
  try {
    context.say(`${section}: measuring the capacity`);
    const warmUp = { warmUpMs: 20_000, measureMs: 1_000 };
    await measureCapacity(askAs('steady'), maxReports, warmUp);
    const before = await capacityNow();
    const { reportsPerSecond: capacity } = before;
    context.say(`${section}: ${capacity.toFixed(2)} reports/s; now twice that`);
    const calmSeconds = await used();
    const memory = sampleMemory(mesh.pids, 2_000);
    const startMs = performance.now();
    const asked: Asked[] = [];
    const progress = setInterval(() => {
      const seconds = (performance.now() - startMs) / 1000;
      const good = asked.filter(isGood).length;
      context.say(
        `${section}: ${seconds.toFixed(0)} s, ${asked.length} answered, ${(good / seconds).toFixed(2)} good reports/s`,
      );
    }, 30_000);
    await Promise.all(
      clientNames.map((name) =>
        openLoad(askAs(name), offered[name] * capacity, durationMs, (one) => asked.push(one)),
      ),
    );
    clearInterval(progress);
    memory.stop();
    const busySeconds = (await used()) - calmSeconds;
    const outcome: Outcome = {
      setup,
      startMs,
      durationMs,
      asked,
      memory: memory.series,
      calm: [before, await capacityNow()],
      processorSeconds: busySeconds / asked.filter(isGood).length,
    };
    if (context.plots) await writePlots(outcome);
    return resultOf(outcome);
  } finally {
    asker.close();
    await mesh.close();
  }
}
