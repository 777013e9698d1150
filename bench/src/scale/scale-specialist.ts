// SPDX-License-Identifier: Apache-2.0
import { ContributionState, type Frame } from '@asarg/contracts';
import type { BenchContext } from '../bench-context.js';
import { loadReports, type LoadedReport } from '../exchange/report-load.js';
import type { SpawnedService } from '../exchange/spawn-service.js';
import { isActive, startTinyMesh } from '../exchange/tiny-mesh.js';
import type { ResultRow } from '../results-page.js';
import { percentile } from '../statistics.js';
import { deviationRow, quietAfterMs, servesWithinMs, zeroRow } from './scale-rows.js';

const clients = 4;
const reportsPerPhase = 150;

/** When an instance was asked, in milliseconds of this process's clock. */
interface Asked {
  readonly address: string;
  readonly atMs: number;
}

/** One specialist, cxas, from 1 instance to 3 and back under load, one of them killed between. */
export async function scaleSpecialist(context: BenchContext, frame: Frame): Promise<ResultRow[]> {
  const mesh = await startTinyMesh(context);
  try {
    const vision = await mesh.start('vision', 1);
    const latent = await mesh.start('lvm-med', 1);
    const first = await mesh.start('cxas', 1);
    const list = (cxas: readonly SpawnedService[]): Promise<void> =>
      mesh.list({
        vision: [vision.address],
        'lvm-med': [latent.address],
        cxas: cxas.map(({ address }) => address),
      });
    await list([first]);
    await mesh.until((state) => isActive(state, 'cxas', first.address));
    const load = loadReports(mesh.address, frame, clients);
    const pass = (count: number): Promise<void> => load.until(load.reports.length + count);
    await pass(reportsPerPhase);
    const readyMs: number[] = [];
    const kills: { readonly address: string; readonly fromMs: number; readonly untilMs: number }[] =
      [];
    const spreads: number[][] = [];
    for (let round = 0; round < context.rounds; round++) {
      const added = [await mesh.start('cxas', 1), await mesh.start('cxas', 1)] as const;
      const all = [first, ...added];
      const listedMs = performance.now();
      await list(all);
      for (const { address } of added) {
        await untilAsked(address);
        const { atMs } = askedOf(load.reports).find((one) => one.address === address)!;
        readyMs.push(atMs - listedMs);
      }
      const fromMs = performance.now();
      await pass(2 * reportsPerPhase);
      const asked = askedOf(load.reports).filter(({ atMs }) => atMs > fromMs);
      spreads.push(all.map(({ address }) => asked.filter((one) => one.address === address).length));
      const killedMs = performance.now();
      await added[0].kill('SIGKILL');
      await pass(reportsPerPhase);
      kills.push({ address: added[0].address, fromMs: killedMs, untilMs: performance.now() });
      await list([first]);
      await mesh.until(({ specialists }) =>
        specialists.every(({ address }) => address !== added[1].address),
      );
      await added[1].kill('SIGTERM');
      await pass(reportsPerPhase);
      context.say(
        `cxas 1, 3, 1: ${round + 1} of ${context.rounds}, ${load.reports.length} reports`,
      );
    }
    await load.stop();

    async function untilAsked(address: string): Promise<void> {
      while (!askedOf(load.reports).some((one) => one.address === address)) await pass(1);
    }

    const asked = askedOf(load.reports);
    const late = kills.flatMap(({ address, fromMs, untilMs }) =>
      asked.filter(
        (one) => one.address === address && one.atMs > fromMs + quietAfterMs && one.atMs < untilMs,
      ),
    );
    const missing = load.reports.flatMap(({ contributions }) =>
      contributions.filter(({ state }) => state === ContributionState.MISSING),
    );
    const failed = load.reports.filter(({ failure }) => failure !== undefined);
    const total = [0, 1, 2].map((at) => spreads.reduce((sum, spread) => sum + spread[at]!, 0));
    return [
      zeroRow(
        `cxas 1 → 3 → 1 ${context.rounds} times, one killed: reports failed, of ${load.reports.length}`,
        failed.length,
      ),
      zeroRow('specialist calls failed', missing.length),
      {
        what: 'from listing a new instance to its first call of a report, probe included',
        value: `p50 ${percentile(readyMs, 0.5).toFixed(0)} ms, max ${percentile(readyMs, 1).toFixed(0)} ms`,
        target: `≤ ${servesWithinMs} ms`,
        met: percentile(readyMs, 1) <= servesWithinMs,
      },
      zeroRow(`calls of a killed instance after ${quietAfterMs} ms`, late.length),
      deviationRow('three equal instances', total, [1, 1, 1]),
    ];
  } finally {
    await mesh.close();
  }
}

function askedOf(reports: readonly LoadedReport[]): Asked[] {
  return reports.flatMap(({ startMs, contributions }) =>
    contributions
      .filter(({ slot }) => slot === 'cxas')
      .flatMap(({ attempts }) =>
        attempts.map(({ address, startMs: atMs }) => ({ address, atMs: startMs + atMs })),
      ),
  );
}
