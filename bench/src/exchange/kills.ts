// SPDX-License-Identifier: Apache-2.0
import { ContributionState, ReportStatus } from '@asarg/contracts';
import { circumstances, type BenchContext } from '../bench-context.js';
import { readFrame, toMessage } from '../read-frame.js';
import type { BenchmarkResult, ResultRow } from '../results-page.js';
import { percentile } from '../statistics.js';
import { loadReports, type LoadedReport } from './report-load.js';
import { isActive, startTinyMesh } from './tiny-mesh.js';

// One client leaves half of two processors to the process that starts; four leave it nothing.
const loads = [1, 4] as const;
const reportsBetween = 40;
const quietAfterMs = 500;
const backWithinMs = 2_000;

/** One kill and restart, in milliseconds of this process's clock. */
interface Outage {
  readonly killedMs: number;
  readonly restartedMs: number;
  /** When the process listened again. */
  readonly listeningMs: number;
  /** When the first report that used the restarted instance had ended. */
  readonly servedMs: number;
}

const cxasOf = ({ contributions }: LoadedReport) =>
  contributions.find(({ slot }) => slot === 'cxas');

/** PARTIAL exactly when some slot was not fed whole. */
function isStatusTrue({ done, contributions }: LoadedReport): boolean {
  const isWhole = contributions.every(({ state }) => state === ContributionState.USED);
  return done?.status === (isWhole ? ReportStatus.COMPLETE : ReportStatus.PARTIAL);
}

/** Kills an optional specialist under load, again and again, and restarts it. */
export async function benchKills(context: BenchContext): Promise<BenchmarkResult> {
  const rows: ResultRow[] = [];
  for (const clients of loads) {
    rows.push(...(await killsUnder(clients, context)));
  }
  return {
    section: 'kills',
    rows,
    method: `SIGKILL to cxas, ${context.rounds} times under each load; specialists with tiny networks, each a process. ${circumstances()}`,
  };
}

async function killsUnder(clients: number, context: BenchContext): Promise<ResultRow[]> {
  const mesh = await startTinyMesh(context);
  try {
    const frame = toMessage(await readFrame(context.file));
    const vision = await mesh.start('vision', 1);
    const latent = await mesh.start('lvm-med', 1);
    let cxas = await mesh.start('cxas', 1);
    const { address } = cxas;
    await mesh.list({ vision: [vision.address], 'lvm-med': [latent.address], cxas: [address] });
    await mesh.until((state) => isActive(state, 'cxas', address));
    const load = loadReports(mesh.address, frame, clients);
    const outages: Outage[] = [];
    for (let round = 0; round < context.rounds; round++) {
      await load.until(load.reports.length + reportsBetween);
      const killedMs = performance.now();
      await cxas.kill('SIGKILL');
      await load.until(load.reports.length + reportsBetween);
      const restartedMs = performance.now();
      cxas = await mesh.start('cxas', 1, address);
      const listeningMs = performance.now();
      const isServed = (report: LoadedReport): boolean =>
        report.startMs > restartedMs && cxasOf(report)?.state === ContributionState.USED;
      let served: LoadedReport | undefined;
      while ((served = load.reports.find(isServed)) === undefined) {
        await load.until(load.reports.length + 1);
      }
      outages.push({ killedMs, restartedMs, listeningMs, servedMs: served.endMs });
      context.say(
        `${clients} clients, kill ${round + 1} of ${context.rounds}: ${load.reports.length} reports so far`,
      );
    }
    await load.stop();
    return rowsOf(load.reports, outages, clients);
  } finally {
    await mesh.close();
  }
}

function rowsOf(
  reports: readonly LoadedReport[],
  outages: readonly Outage[],
  clients: number,
): ResultRow[] {
  const load = clients === 1 ? '1 client' : `${clients} clients`;
  const count = (isCounted: (report: LoadedReport) => boolean): number =>
    reports.filter(isCounted).length;
  const failed = count(({ failure }) => failure !== undefined);
  const untrue = count((report) => report.failure === undefined && !isStatusTrue(report));
  const late = count(
    (report) =>
      outages.some(
        ({ killedMs, restartedMs }) =>
          report.startMs > killedMs + quietAfterMs && report.endMs < restartedMs,
      ) && (cxasOf(report)?.attempts.length ?? 0) > 0,
  );
  const partial = count(({ done }) => done?.status === ReportStatus.PARTIAL);
  const backMs = outages.map(({ restartedMs, servedMs }) => servedMs - restartedMs);
  const zero = (what: string, value: number) => {
    return { what, value: String(value), target: '0', met: value === 0 };
  };
  const readyMs = outages.map(({ listeningMs, servedMs }) => servedMs - listeningMs);
  const worst = percentile(backMs, 1);
  return [
    zero(`${load}: reports failed, of ${reports.length} through ${outages.length} kills`, failed),
    zero(`reports whose status is not true (${partial} are PARTIAL)`, untrue),
    zero(`reports begun ${quietAfterMs} ms after a kill that still called it`, late),
    {
      what: 'from starting it again to the end of the first report that used it',
      value: `p50 ${percentile(backMs, 0.5).toFixed(0)} ms, max ${worst.toFixed(0)} ms`,
      target: `≤ ${backWithinMs} ms`,
      met: worst <= backWithinMs,
    },
    {
      what: 'of it, since the process listened',
      value: `p50 ${percentile(readyMs, 0.5).toFixed(0)} ms, max ${percentile(readyMs, 1).toFixed(0)} ms`,
      target: '',
    },
  ];
}
