// SPDX-License-Identifier: Apache-2.0
import { setTimeout as passed } from 'node:timers/promises';
import type { Mesh } from '@asarg/cli';
import { processorSeconds } from '../../processor-time.js';
import { askForReport } from '../../stage-cost/ask-for-report.js';
import { exponential } from '../engine/distribution.js';
import { createStreams } from '../engine/random.js';
import type { Load } from '../mesh/load.js';
import { arrivalsSeed } from './arrivals-seed.js';
import { machineSeconds } from './machine-use.js';
import { watchOthers, type OthersTrace } from './watch-others.js';

/** What a load of the real mesh gave. */
export interface LoadedMesh {
  readonly latenciesMs: readonly number[];
  /** Reports that were refused. */
  readonly shed: number;
  readonly seconds: number;
  /** Cores that all other programs used meanwhile, the client's process among them; mean. */
  readonly othersCores: number;
  readonly others: OthersTrace;
  /** Processor time of the mesh for each report, in milliseconds. */
  readonly cpuMsPerReport: number;
}

/** Has `count` reports made under a load, and waits for all of them. */
export async function loadMesh(
  mesh: Mesh,
  images: readonly Blob[],
  load: Load,
  count: number,
): Promise<LoadedMesh> {
  const pids = Object.values(mesh.pids());
  const [machineFrom, meshFrom] = await Promise.all([machineSeconds(), processorSeconds(pids)]);
  const stopWatching = watchOthers(pids);
  const from = performance.now();
  const latenciesMs: number[] = [];
  let [asked, shed] = [0, 0];

  async function one(): Promise<void> {
    const image = images[asked++ % images.length]!;
    const at = performance.now();
    const report = await askForReport(mesh.gatewayUrl, image);
    if (report?.status === 'FAILED') throw new Error('expected a report, found FAILED');
    if (report === undefined) shed++;
    else latenciesMs.push(performance.now() - at);
  }

  async function client(): Promise<void> {
    while (asked < count) await one();
  }

  if (load.kind === 'closed') {
    await Promise.all(Array.from({ length: load.clients }, client));
  } else {
    const random = createStreams(arrivalsSeed)('arrivals');
    const gapMs = exponential(60_000 / load.reportsPerMinute);
    const open: Promise<void>[] = [];
    let dueMs = performance.now();
    for (let number = 0; number < count; number++) {
      dueMs += gapMs.draw(random);
      await passed(Math.max(0, dueMs - performance.now()));
      open.push(one());
    }
    await Promise.all(open);
  }

  const seconds = (performance.now() - from) / 1_000;
  const others = stopWatching();
  const [machineTo, meshTo] = await Promise.all([machineSeconds(), processorSeconds(pids)]);
  const meshSeconds = meshTo - meshFrom;
  return {
    latenciesMs,
    shed,
    seconds,
    others,
    othersCores: Math.max(0, (machineTo - machineFrom - meshSeconds) / seconds),
    cpuMsPerReport: (1_000 * meshSeconds) / latenciesMs.length,
  };
}
