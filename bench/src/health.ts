// SPDX-License-Identifier: Apache-2.0
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { makeReport, specialistNames, type Mesh } from '@asarg/cli';
import { createHealthClient } from '@asarg/mesh-client';
import { circumstances, withMesh, type BenchContext } from './bench-context.js';
import { residentBytes } from './resident-memory.js';
import type { BenchmarkResult, ResultRow } from './results-page.js';
import { percentile } from './statistics.js';

const checks = 1_000;
const pauseMs = 5;
const targetP99Ms = 10;
const targetBytes = 2e9;

interface CheckTimes {
  readonly loaded: number[];
  /** Of a service that does nothing meanwhile: what the machine itself adds. */
  readonly idle: number[];
}

async function checkTimes(loadedAddress: string, idleAddress: string): Promise<CheckTimes> {
  const sides = [
    { client: createHealthClient(loadedAddress), times: [] as number[] },
    { client: createHealthClient(idleAddress), times: [] as number[] },
  ] as const;
  // The first check connects; it is not what is measured.
  for (const { client } of sides) await client.check('');
  for (let i = 0; i < checks; i++) {
    for (const { client, times } of sides) {
      const from = performance.now();
      const status = await client.check('', { deadlineMs: 5_000 });
      times.push(performance.now() - from);
      if (status !== 'SERVING') throw new Error(`expected SERVING, found ${status}`);
    }
    await delay(pauseMs);
  }
  for (const { client } of sides) client.close();
  return { loaded: sides[0].times, idle: sides[1].times };
}

async function whileEncoding(
  address: string,
  idleAddress: string,
  file: string,
): Promise<CheckTimes & { encodings: number }> {
  const load = fork(fileURLToPath(new URL('./encode-load.js', import.meta.url)), [address, file]);
  await once(load, 'message');
  const times = await checkTimes(address, idleAddress);
  load.send('stop');
  const [encodings] = (await once(load, 'message')) as [number];
  return { ...times, encodings };
}

async function largestMemory(mesh: Mesh, context: BenchContext): Promise<number> {
  let largest = 0;
  for (let round = 0; round < context.rounds; round++) {
    await makeReport(mesh.gatewayUrl, context.file);
    const sets = await residentBytes(Object.values(mesh.pids()));
    largest = Math.max(
      largest,
      sets.reduce((sum, bytes) => sum + bytes, 0),
    );
  }
  return largest;
}

const inWords = (times: readonly number[]): string =>
  `p50 ${percentile(times, 0.5).toFixed(2)} ms, p99 ${percentile(times, 0.99).toFixed(2)} ms`;

/** Latency of health checks under load, and the memory of the five processes. */
export async function benchHealth(context: BenchContext): Promise<BenchmarkResult> {
  return withMesh(context, async (mesh) => {
    const rows: ResultRow[] = [];
    for (const name of specialistNames) {
      context.say(`health: ${name}, ${checks} checks while it encodes`);
      const { loaded, idle, encodings } = await whileEncoding(
        mesh.addresses[name],
        mesh.addresses['fusion-llm'],
        context.file,
      );
      const p99 = percentile(loaded, 0.99);
      rows.push({
        what: `${name}: health check while encoding (${encodings} encodings)`,
        value: inWords(loaded),
        target: `p99 ≤ ${targetP99Ms} ms`,
        met: p99 <= targetP99Ms,
      });
      rows.push({ what: 'in turn with it: fusion-llm, idle', value: inWords(idle), target: '' });
    }
    context.say('health: memory while reports are made');
    const largest = await largestMemory(mesh, context);
    rows.push({
      what: 'resident sets of the five processes',
      value: `${(largest / 1e9).toFixed(2)} GB`,
      target: '< 2 GB',
      met: largest < targetBytes,
    });
    const method = `${checks} checks each, one every ${pauseMs} ms; memory: largest of ${context.rounds} samples. ${circumstances()}`;
    return { section: 'health', rows, method };
  });
}
