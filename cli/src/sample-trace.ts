// SPDX-License-Identifier: Apache-2.0
import type { ReportJson, StageJson } from './report-json.js';
import { sampleReport } from './sample-report.js';

function stage(
  name: string,
  service: string,
  startMs: number,
  durationMs: number,
  more: Pick<StageJson, 'outcome' | 'critical'> = {},
): StageJson {
  return { name, service, startMs, durationMs, critical: false, ...more };
}

const critical = { critical: true };

/** A partial report with a hedged specialist, a batch, and one that failed, for the tests. */
export const sampleTrace: ReportJson = {
  ...sampleReport,
  contributions: [
    {
      slot: 'vision',
      specialist: 'vision',
      state: 'used',
      batchSize: 4,
      attempts: [
        { address: '127.0.0.1:7011', reason: 'first', startMs: 0, durationMs: 240, outcome: 'OK' },
      ],
    },
    {
      slot: 'cxas',
      specialist: 'cxas',
      state: 'used',
      attempts: [
        {
          address: '127.0.0.1:7013',
          reason: 'first',
          startMs: 0,
          durationMs: 400,
          outcome: 'LOST',
        },
        {
          address: '127.0.0.1:7113',
          reason: 'hedge',
          startMs: 210,
          durationMs: 190,
          outcome: 'OK',
        },
      ],
    },
    {
      slot: 'lvm-med',
      specialist: 'lvm-med',
      state: 'missing',
      attempts: [
        {
          address: '127.0.0.1:7012',
          reason: 'first',
          startMs: 0,
          durationMs: 3,
          outcome: 'UNAVAILABLE',
        },
      ],
    },
  ],
  stages: [
    stage('receive', 'gateway', 0, 4, critical),
    stage('decode-image', 'gateway', 4, 46, critical),
    stage('transfer', 'gateway', 50, 6, critical),
    stage('check', 'fusion-llm', 56, 2, critical),
    stage('lvm-med/call', 'lvm-med', 58, 3, { outcome: 'UNAVAILABLE' }),
    stage('vision/queue', 'vision', 58, 12),
    stage('vision/preprocess', 'vision', 70, 40),
    stage('vision/run', 'vision', 110, 180),
    stage('vision/transfer', 'vision', 290, 8),
    stage('vision/call', 'vision', 58, 240),
    stage('cxas/earlier', 'cxas', 58, 210, { outcome: 'LOST', ...critical }),
    stage('cxas/queue', 'cxas', 268, 0, critical),
    stage('cxas/preprocess', 'cxas', 268, 20, critical),
    stage('cxas/run', 'cxas', 288, 150, critical),
    stage('cxas/transfer', 'cxas', 438, 20, critical),
    stage('cxas/call', 'cxas', 58, 400),
    stage('fan-out', 'fusion-llm', 58, 400),
    stage('gather', 'fusion-llm', 458, 1.2, critical),
    stage('fuse', 'fusion-llm', 459.2, 3.2, critical),
    stage('prefill', 'fusion-llm', 462.4, 60, critical),
    stage('decode', 'fusion-llm', 522.4, 700, critical),
    stage('ground', 'fusion-llm', 700, 9),
    stage('finish', 'fusion-llm', 1222.4, 4, critical),
    stage('store', 'gateway', 1226.4, 13.6, critical),
  ],
  durationMs: 1240,
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
};
