// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '@asarg/contracts';
import { endpointSlice, serveKubernetesApi } from '@asarg/kubernetes/testing';
import { createLoadBook, createReportClient, openBalancedChannel } from '@asarg/mesh-client';
import type { BenchContext } from '../bench-context.js';
import { loadReports } from '../exchange/report-load.js';
import type { SpawnedService } from '../exchange/spawn-service.js';
import { isActive, startTinyMesh, type Name } from '../exchange/tiny-mesh.js';
import type { ResultRow } from '../results-page.js';
import { percentile } from '../statistics.js';
import { deviationRow, quietAfterMs, servesWithinMs, zeroRow } from './scale-rows.js';

const clients = 5;
const reportsPerPhase = 200;
const capacities = ['8', '8', '4'] as const;

/** fusion-llm from 1 replica to 3 and back, behind a channel as the gateway has one. */
export async function scaleFusion(context: BenchContext, frame: Frame): Promise<ResultRow[]> {
  const mesh = await startTinyMesh(context);
  const api = await serveKubernetesApi();
  const publish = ({ address }: SpawnedService): void => {
    const [host, port] = address.split(':');
    api.put(endpointSlice(address, 'fusion-llm', [host!], { port: Number(port) }));
  };
  try {
    const names: Name[] = ['vision', 'lvm-med', 'cxas'];
    const specialists = await Promise.all(names.map((name) => mesh.start(name, 1)));
    await mesh.list(
      Object.fromEntries(names.map((name, at) => [name, [specialists[at]!.address]])),
    );
    await mesh.until((state) =>
      names.every((name, at) => isActive(state, name, specialists[at]!.address)),
    );

    const picks: { readonly address: string; readonly atMs: number }[] = [];
    const book = createLoadBook();
    const loads = {
      ...book,
      enter(address: string) {
        picks.push({ address, atMs: performance.now() });
        book.enter(address);
      },
    };
    const first = await mesh.startReplica({ ASARG_MAX_REPORTS: capacities[0] });
    publish(first);
    const channel = openBalancedChannel('kubernetes:///fusion-llm:grpc', {
      service: 'fusion-llm',
      loads,
      kubernetes: { access: () => Promise.resolve({ apiUrl: api.url, namespace: 'mesh' }) },
    });
    const load = loadReports(createReportClient(channel.label, { channel }), frame, clients);
    const pass = (count: number): Promise<void> => load.until(load.reports.length + count);
    const picksOf = (address: string, fromMs: number): number =>
      picks.filter((pick) => pick.address === address && pick.atMs > fromMs).length;
    await pass(reportsPerPhase);

    const readyMs: number[] = [];
    const calls = [0, 0, 0];
    let late = 0;
    let failedByKills = 0;
    const failures = (): number =>
      load.reports.filter(({ failure }) => failure !== undefined).length;
    for (let round = 0; round < context.rounds; round++) {
      const added = [];
      for (const capacity of capacities.slice(1)) {
        const replica = await mesh.startReplica({ ASARG_MAX_REPORTS: capacity });
        const publishedMs = performance.now();
        publish(replica);
        while (picksOf(replica.address, 0) === 0) await pass(1);
        readyMs.push(picks.find(({ address }) => address === replica.address)!.atMs - publishedMs);
        added.push(replica);
      }
      const all = [first, ...added];
      await pass(reportsPerPhase);
      const fromMs = performance.now();
      await pass(3 * reportsPerPhase);
      all.forEach(({ address }, at) => (calls[at]! += picksOf(address, fromMs)));
      // One drains and one dies, both without a word to the API first.
      await added[1]!.kill('SIGTERM');
      await pass(reportsPerPhase);
      const before = failures();
      const killedMs = performance.now();
      await added[0]!.kill('SIGKILL');
      await pass(reportsPerPhase);
      failedByKills += failures() - before;
      late += picksOf(added[0]!.address, killedMs + quietAfterMs);
      added.forEach(({ address }) => api.remove(address));
      context.say(
        `fusion-llm 1, 3, 1: ${round + 1} of ${context.rounds}, ${load.reports.length} reports`,
      );
    }
    await load.stop();
    return [
      zeroRow(
        `fusion-llm 1 → 3 → 1 ${context.rounds} times: reports failed, of ${load.reports.length}`,
        failures() - failedByKills,
      ),
      {
        what: `reports cut off by ${context.rounds} kills, after their first event`,
        value: String(failedByKills),
        target: `≤ ${context.rounds * clients}`,
        met: failedByKills <= context.rounds * clients,
      },
      {
        what: 'from an EndpointSlice to the first report on a new replica',
        value: `p50 ${percentile(readyMs, 0.5).toFixed(0)} ms, max ${percentile(readyMs, 1).toFixed(0)} ms`,
        target: `≤ ${servesWithinMs} ms`,
        met: percentile(readyMs, 1) <= servesWithinMs,
      },
      zeroRow(`reports sent to a killed replica after ${quietAfterMs} ms`, late),
      deviationRow('three replicas, one of half the capacity', calls, capacities.map(Number)),
    ];
  } finally {
    await api.close();
    await mesh.close();
  }
}
