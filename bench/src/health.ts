// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
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

async function checkTimes(address: string): Promise<number[]> {
  const client = createHealthClient(address);
  const times: number[] = [];
  // The first check connects; it is not what is measured.
  await client.check('');
  for (let i = 0; i < checks; i++) {
    const from = performance.now();
    const status = await client.check('', { deadlineMs: 5_000 });
    times.push(performance.now() - from);
    if (status !== 'SERVING') throw new Error(`${address}: expected SERVING, found ${status}`);
    await delay(pauseMs);
  }
  client.close();
  return times;
}

async function whileEncoding(
  address: string,
  file: string,
): Promise<{ times: number[]; encodings: number }> {
  const load = new Worker(new URL('./encode-load.js', import.meta.url), {
    workerData: { address, file },
  });
  await once(load, 'message');
  const times = await checkTimes(address);
  load.postMessage('stop', []);
  const [encodings] = (await once(load, 'message')) as [number];
  await load.terminate();
  return { times, encodings };
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

/** Latency of health checks under load, and the memory of the five processes. */
export async function benchHealth(context: BenchContext): Promise<BenchmarkResult> {
  return withMesh(context, async (mesh) => {
    const rows: ResultRow[] = [];
    for (const name of specialistNames) {
      context.say(`health: ${name}, ${checks} checks while it encodes`);
      const { times, encodings } = await whileEncoding(mesh.addresses[name], context.file);
      const p99 = percentile(times, 0.99);
      rows.push({
        what: `${name}: health check while encoding (${encodings} encodings)`,
        value: `p50 ${percentile(times, 0.5).toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`,
        target: `p99 ≤ ${targetP99Ms} ms`,
        met: p99 <= targetP99Ms,
      });
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
