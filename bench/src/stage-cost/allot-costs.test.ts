// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { allotCosts } from './allot-costs.js';
import { cpuAt, cpuBetween } from './cpu-curve.js';
import type { ReportSample } from './report-sample.js';
import { watchThreads, type ProcessRecord } from './watch-threads.js';

test('processor time between moments is that of the curve, and all of it is told', () => {
  const curve = { atMs: [0, 10, 20, 40], cpuMs: [100, 100, 108, 110] };
  expect(cpuAt(curve, -5)).toBe(100);
  expect(cpuAt(curve, 15)).toBe(104);
  expect(cpuAt(curve, 99)).toBe(110);
  expect(cpuBetween(curve, [10, 15, 40])).toEqual([0, 4, 6, 0]);
  expect(cpuBetween(curve, [])).toEqual([10]);
});

/** A process whose threads work at 1 ms per millisecond in the given spans. */
function working(
  main: readonly (readonly [number, number])[],
  worker: readonly (readonly [number, number])[],
  change: Partial<ProcessRecord> = {},
): ProcessRecord {
  const atMs = Array.from({ length: 201 }, (_, at) => at);
  const curve = (spans: typeof main) => ({
    atMs,
    cpuMs: atMs.map((at) =>
      spans.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(at, to) - from), 0),
    ),
  });
  const workerMs = worker.reduce((sum, [from, to]) => sum + to - from, 0);
  return {
    main: curve(main),
    worker: curve(worker),
    workersMs: [workerMs],
    backgroundMs: 3,
    bytes: { bytesIn: 1_000, bytesOut: 1_000 },
    ...change,
  };
}

const stage = (name: string, startMs: number, endMs: number) => ({
  name,
  startMs,
  durationMs: endMs - startMs,
});

const sample: ReportSample = {
  createdAtMs: 0,
  tokens: 10,
  watchedMs: 200,
  stages: [
    stage('decode-image', 5, 15),
    stage('transfer', 15, 20),
    stage('check', 20, 24),
    stage('fan-out', 24, 90),
    stage('cxas/preprocess', 26, 30),
    stage('cxas/run', 30, 80),
    stage('cxas/postprocess', 80, 84),
    stage('gather', 90, 94),
    stage('fuse', 94, 100),
    stage('prefill', 100, 120),
    stage('decode', 120, 160),
    stage('finish', 160, 164),
  ],
  records: {
    gateway: working(
      [
        [0, 4],
        [100, 106],
      ],
      [
        [5, 15],
        [170, 190],
      ],
    ),
    'fusion-llm': working(
      [
        [21, 26],
        [85, 93],
        [160, 162],
      ],
      [[95, 155]],
      { workersMs: [60, 20] },
    ),
    cxas: working(
      [
        [24, 26],
        [84, 85],
      ],
      [[26, 84]],
    ),
  },
};

test('each stage gets what its thread did in its time', () => {
  const { stages, services } = allotCosts([sample], ['cxas'], {});
  const cost = Object.fromEntries(
    stages.map(({ service, stage, cpuMs }) => [`${service}/${stage}`, cpuMs[5]]),
  );
  expect(cost).toMatchObject({
    'gateway/receive': 4,
    'gateway/decode-image': 10,
    'gateway/store': 6,
    'gateway/render': 20,
    'fusion-llm/gather': 3,
    'fusion-llm/fuse': 5,
    'fusion-llm/prefill': 20,
    'fusion-llm/token': 3.5,
    'fusion-llm/finish': 2,
    // 2 of the calls' 7 before they begin: 3 belong to the check, the others half to each way.
    'fusion-llm/send': 6.5,
    'fusion-llm/collect': 3.5,
    'cxas/receive': 2,
    'cxas/encode': 58,
    'cxas/answer': 1,
    'cxas/other': 3,
  });
  expect(stages.find(({ stage }) => stage === 'encode')!.wallMs![5]).toBe(58);
  expect(stages.find(({ stage }) => stage === 'token')!.threads).toBeCloseTo(80 / 60, 3);
  expect(services.map(({ cpuMs }) => cpuMs[5])).toEqual([43, 78, 64]);
});

test('what a service uses without reports is no cost of a report', () => {
  const idle = { cxas: { main: 0.005, background: 0.01 } };
  const { services } = allotCosts([sample], ['cxas'], idle);
  expect(services.find(({ service }) => service === 'cxas')!.cpuMs[5]).toBeCloseTo(61, 6);
});

test('a report without the stages it should have is told', () => {
  const broken = { ...sample, stages: sample.stages.filter(({ name }) => name !== 'gather') };
  expect(() => allotCosts([broken], ['cxas'], {})).toThrow('expected the stage gather');
});

test.skipIf(process.platform !== 'linux')('what a real process computes is counted', () => {
  const stop = watchThreads({ self: process.pid });
  const from = process.cpuUsage();
  const until = performance.now() + 60;
  let spins = 0;
  while (performance.now() < until) spins++;
  const { user, system } = process.cpuUsage(from);
  const { main, worker, backgroundMs } = stop()['self']!;
  const grown = [main, worker].map(({ cpuMs }) => cpuMs.at(-1)! - cpuMs[0]!);
  const countedMs = grown.reduce((sum, ms) => sum + ms, backgroundMs);
  expect(spins).toBeGreaterThan(0);
  expect(countedMs).toBeGreaterThan(0.8 * ((user + system) / 1_000) - 5);
});
