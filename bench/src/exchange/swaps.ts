// SPDX-License-Identifier: Apache-2.0
import { specialistNames } from '@asarg/cli';
import { ContributionState, ReportStatus } from '@asarg/contracts';
import { circumstances, type BenchContext } from '../bench-context.js';
import { readFrame, toMessage } from '../read-frame.js';
import type { BenchmarkResult } from '../results-page.js';
import { percentile } from '../statistics.js';
import { loadReports, type LoadedReport } from './report-load.js';
import { isActive, startTinyMesh, type Name, type TinyMesh } from './tiny-mesh.js';

const swapsPerRound = 2;
const callsPerRound = 1_000;
const clients = 4;

/** What reports of each epoch must be made of. */
type VersionsByEpoch = ReadonlyMap<number, Readonly<Record<string, string>>>;

/** Keeps, for every epoch, which model version of each specialist it uses. */
function recordEpochs(mesh: TinyMesh): { readonly epochs: VersionsByEpoch; stop(): void } {
  const epochs = new Map<number, Readonly<Record<string, string>>>();
  const stop = new AbortController();
  void (async () => {
    for await (const { epoch, versions } of mesh.registry.watch({ signal: stop.signal })) {
      const used = versions.map(({ specialist, version }) => [specialist, version.split('+')[0]!]);
      epochs.set(epoch, Object.fromEntries(used) as Record<string, string>);
    }
  })().catch(() => undefined);
  return { epochs, stop: () => stop.abort() };
}

/** Whether a report used another version than its epoch's, of any specialist. */
function isMixed({ contributions, done }: LoadedReport, epochs: VersionsByEpoch): boolean {
  const expected = epochs.get(done?.epoch ?? -1);
  return contributions.some(
    ({ specialist, model }) => model !== undefined && model.version !== expected?.[specialist],
  );
}

/** Exchanges one specialist after the other, under constant load, and counts what goes wrong. */
export async function benchSwaps(context: BenchContext): Promise<BenchmarkResult> {
  const mesh = await startTinyMesh(context);
  const swaps = swapsPerRound * context.rounds;
  const calls = callsPerRound * context.rounds;
  try {
    const frame = toMessage(await readFrame(context.file));
    const current = new Map(
      await Promise.all(
        specialistNames.map(async (name) => [name, await mesh.start(name, 1)] as const),
      ),
    );
    const listAll = (): Promise<void> =>
      mesh.list(Object.fromEntries([...current].map(([name, { address }]) => [name, [address]])));
    await listAll();
    const { epochs, stop } = recordEpochs(mesh);
    await mesh.until((state) =>
      [...current].every(([name, { address }]) => isActive(state, name, address)),
    );
    const load = loadReports(mesh.address, frame, clients);
    const wanted = Math.ceil(calls / specialistNames.length);
    const swapMs: number[] = [];
    for (let swap = 0; swap < swaps; swap++) {
      await load.until(Math.round(((swap + 0.5) * wanted) / swaps));
      const name: Name = specialistNames[swap % specialistNames.length]!;
      const old = current.get(name)!;
      current.set(name, await mesh.start(name, swap + 2));
      const from = performance.now();
      await listAll();
      await mesh.until((state) => isActive(state, name, current.get(name)!.address));
      swapMs.push(performance.now() - from);
      await mesh.until(({ specialists }) =>
        specialists.every(({ address }) => address !== old.address),
      );
      await old.kill('SIGTERM');
      context.say(`swap ${swap + 1} of ${swaps}: ${name}, ${load.reports.length} reports so far`);
    }
    await load.until(wanted);
    await load.stop();
    stop();
    return resultOf(load.reports, epochs, swapMs, calls);
  } finally {
    await mesh.close();
  }
}

function resultOf(
  reports: readonly LoadedReport[],
  epochs: VersionsByEpoch,
  swapMs: readonly number[],
  calls: number,
): BenchmarkResult {
  const failed = reports.filter(({ failure }) => failure !== undefined);
  const partial = reports.filter(({ done }) => done?.status === ReportStatus.PARTIAL);
  const mixed = reports.filter((report) => isMixed(report, epochs));
  const made = reports.flatMap(({ contributions }) => [
    ...new Set(contributions.map(({ specialist }) => specialist)),
  ]).length;
  const missing = reports.flatMap(({ contributions }) =>
    contributions.filter(({ state }) => state === ContributionState.MISSING),
  );
  const row = (what: string, count: number) => {
    return { what, value: String(count), target: '0', met: count === 0 };
  };
  const [reason = ''] = [...failed.map(({ failure }) => failure), ...missing.map((c) => c.reason)];
  return {
    section: 'swaps',
    rows: [
      {
        what: `specialist calls of ${reports.length} reports, through ${swapMs.length} swaps`,
        value: String(made),
        target: `≥ ${calls}`,
        met: made >= calls,
      },
      row('reports failed', failed.length),
      row('reports PARTIAL', partial.length),
      row('specialist calls failed', missing.length),
      row('reports of mixed versions, against their epoch', mixed.length),
      {
        what: 'from listing a new version to its first epoch, probe included',
        value: `p50 ${percentile(swapMs, 0.5).toFixed(0)} ms, max ${percentile(swapMs, 1).toFixed(0)} ms`,
        target: '',
      },
    ],
    method: `fusion-llm with its real bundle, specialists as processes with tiny networks of the same shapes; ${clients} clients in a loop. ${reason} ${circumstances()}`,
  };
}
