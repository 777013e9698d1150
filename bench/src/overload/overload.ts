// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import type { BenchContext } from '../bench-context.js';
import { processorSeconds } from '../processor-time.js';
import type { BenchmarkResult } from '../results-page.js';
import { createReportAsker, type Asked } from './ask-report.js';
import { measureCapacity, openLoad } from './loads.js';
import { sampleMemory } from './memory-samples.js';
import { isGood, type Outcome } from './outcome.js';
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
  const capacityOf = (warmUpMs: number, measureMs: number): Promise<number> =>
    measureCapacity(askAs('steady'), maxReports, { warmUpMs, measureMs });
  try {
    const pids = Object.values(mesh.pids);
    context.say(`${section}: measuring the capacity`);
    await capacityOf(20_000, 1_000);
    const idleSeconds = await processorSeconds(pids);
    const capacity = await capacityOf(0, capacityMs);
    const calmSeconds = await processorSeconds(pids);
    context.say(`${section}: ${capacity.toFixed(2)} reports/s; now twice that`);
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
    const busySeconds = (await processorSeconds(pids)) - calmSeconds;
    const outcome: Outcome = {
      setup,
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
    if (context.plots) await writePlots(outcome);
    return resultOf(outcome);
  } finally {
    asker.close();
    await mesh.close();
  }
}
