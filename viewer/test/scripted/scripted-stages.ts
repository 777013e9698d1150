// SPDX-License-Identifier: Apache-2.0
import type { Stage } from '../../src/api/report-types.ts';

function stage(
  name: string,
  service: string,
  startMs: number,
  durationMs: number,
  outcome?: string,
): Stage {
  const stage = { name, service, startMs, durationMs, critical: false };
  return outcome === undefined ? stage : { ...stage, outcome };
}

/** One that the report waited for. */
function awaited(...of: Parameters<typeof stage>): Stage {
  return { ...stage(...of), critical: true };
}

/** Of a whole report: its specialist lvm-med hedged, cxas the one that it waited for. */
export const scriptedStages: readonly Stage[] = [
  awaited('receive', 'gateway', 0, 4.2),
  awaited('decode-image', 'gateway', 4.2, 96),
  awaited('transfer', 'gateway', 100.2, 3.8),
  awaited('check', 'fusion-llm', 104, 2),
  stage('fan-out', 'fusion-llm', 106, 580),
  stage('vision/queue', 'vision', 106, 3),
  stage('vision/preprocess', 'vision', 109, 38),
  stage('vision/run', 'vision', 147, 291),
  stage('vision/transfer', 'vision', 438, 6),
  stage('vision/call', 'vision', 106, 338),
  stage('lvm-med/earlier', 'lvm-med', 106, 210, 'LOST'),
  stage('lvm-med/queue', 'lvm-med', 316, 4),
  stage('lvm-med/preprocess', 'lvm-med', 320, 41),
  stage('lvm-med/run', 'lvm-med', 361, 296),
  stage('lvm-med/transfer', 'lvm-med', 657, 9),
  stage('lvm-med/call', 'lvm-med', 106, 560),
  awaited('cxas/queue', 'cxas', 106, 52),
  awaited('cxas/preprocess', 'cxas', 158, 40),
  awaited('cxas/run', 'cxas', 198, 431),
  awaited('cxas/postprocess', 'cxas', 629, 28),
  awaited('cxas/transfer', 'cxas', 657, 29),
  stage('cxas/call', 'cxas', 106, 580),
  awaited('gather', 'fusion-llm', 686, 4),
  awaited('fuse', 'fusion-llm', 690, 31),
  awaited('prefill', 'fusion-llm', 721, 164),
  awaited('decode', 'fusion-llm', 885, 1420),
  stage('ground', 'fusion-llm', 1108, 12),
  awaited('finish', 'fusion-llm', 2305, 15),
  awaited('store', 'gateway', 2320, 9),
];

/** Of a report whose cxas failed. */
export const stagesWithoutCxas: readonly Stage[] = [
  ...scriptedStages.filter(({ service }) => service !== 'cxas'),
  awaited('cxas/call', 'cxas', 106, 580, 'DEADLINE_EXCEEDED'),
];
