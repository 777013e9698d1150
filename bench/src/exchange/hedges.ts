// SPDX-License-Identifier: Apache-2.0
import { AttemptReason } from '@asarg/contracts';
import { circumstances, type BenchContext } from '../bench-context.js';
import { readFrame, toMessage } from '../read-frame.js';
import type { BenchmarkResult } from '../results-page.js';
import { percentile } from '../statistics.js';
import { loadReports, type LoadedReport } from './report-load.js';
import { serveStalling } from './stalling-specialist.js';
import { isActive, startTinyMesh } from './tiny-mesh.js';

const clients = 4;
const reportsPerRound = 60;
const roundsPerRun = 3;
// A new policy knows no latencies yet, and hedges nothing until it knows 20.
const warmUp = 24;
const stallEvery = 10;
const stallMs = 2_000;
const policies = {
  'without hedging': { attempts: 1 },
  'with hedging': {
    attempts: 1,
    hedge: { delayMs: 'p99', most: 2, maxShare: 0.13, sameInstance: true },
  },
} as const;
type Kind = keyof typeof policies;

/** Milliseconds of a report's call of cxas, all attempts together. */
function callMs({ contributions }: LoadedReport): number {
  const { attempts = [] } = contributions.find(({ slot }) => slot === 'cxas') ?? {};
  const winner = attempts.find(({ outcome }) => outcome === 'OK');
  return winner === undefined ? Infinity : winner.startMs + winner.durationMs;
}

/** One call in ten stalls for two seconds: what hedging makes of it, and what that costs. */
export async function benchHedges(context: BenchContext): Promise<BenchmarkResult> {
  const mesh = await startTinyMesh(context);
  try {
    const frame = toMessage(await readFrame(context.file));
    const [vision, latent, ...segmenters] = await Promise.all([
      mesh.start('vision', 1),
      mesh.start('lvm-med', 1),
      mesh.start('cxas', 1),
      mesh.start('cxas', 1),
    ]);
    const stalling = await Promise.all(
      segmenters.map(({ address }) => serveStalling(address, stallEvery, stallMs)),
    );
    const addresses = {
      vision: [vision.address],
      'lvm-med': [latent.address],
      cxas: stalling.map(({ address }) => address),
    };
    const seen: Record<Kind, LoadedReport[]> = { 'without hedging': [], 'with hedging': [] };
    const rounds = Math.ceil(context.rounds / roundsPerRun);
    for (let round = 0; round < rounds; round++) {
      for (const kind of Object.keys(policies) as Kind[]) {
        await mesh.list(addresses, { policies: { cxas: policies[kind] } });
        await mesh.until((state) =>
          addresses.cxas.every((address) => isActive(state, 'cxas', address)),
        );
        const load = loadReports(mesh.address, frame, clients);
        await load.until(warmUp + reportsPerRound * roundsPerRun);
        await load.stop();
        seen[kind].push(...load.reports.toSorted((a, b) => a.startMs - b.startMs).slice(warmUp));
        context.say(`hedges: round ${round + 1} of ${rounds}, ${kind}`);
      }
    }
    await Promise.all(stalling.map((server) => server.close()));
    return resultOf(seen, rounds);
  } finally {
    await mesh.close();
  }
}

function resultOf(seen: Readonly<Record<Kind, LoadedReport[]>>, rounds: number): BenchmarkResult {
  const times = (kind: Kind): number[] => seen[kind].map(callMs);
  const inWords = (kind: Kind): string =>
    `p50 ${percentile(times(kind), 0.5).toFixed(0)} ms, p99 ${percentile(times(kind), 0.99).toFixed(0)} ms`;
  const ratio =
    percentile(times('with hedging'), 0.99) / percentile(times('without hedging'), 0.99);
  const hedged = seen['with hedging'].flatMap(
    ({ contributions }) =>
      contributions
        .find(({ slot }) => slot === 'cxas')
        ?.attempts.filter(({ reason }) => reason === AttemptReason.HEDGE) ?? [],
  ).length;
  const extra = hedged / seen['with hedging'].length;
  const failed = Object.values(seen)
    .flat()
    .filter(({ failure }) => failure !== undefined).length;
  return {
    section: 'hedges',
    rows: [
      { what: 'cxas, without hedging', value: inWords('without hedging'), target: '' },
      { what: 'cxas, with hedging', value: inWords('with hedging'), target: '' },
      { what: 'p99 with / without', value: ratio.toFixed(2), target: '≤ 0.5', met: ratio <= 0.5 },
      {
        what: 'extra calls',
        value: `${(100 * extra).toFixed(1)} %`,
        target: '< 15 %',
        met: extra < 0.15,
      },
      { what: 'reports failed', value: String(failed), target: '0', met: failed === 0 },
    ],
    method: `Two instances of cxas (a tiny network), one call in ${stallEvery} of each stalls ${stallMs} ms; ${seen['with hedging'].length} reports each way after ${warmUp} to warm up, ${rounds} interleaved rounds, ${clients} clients. ${circumstances()}`,
  };
}
