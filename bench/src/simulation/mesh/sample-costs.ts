// SPDX-License-Identifier: Apache-2.0
import type { StageCost, StageCosts, ThreadName } from './stage-costs.js';

const stage = (service: string, stage: string, thread: ThreadName, cpuMs: number): StageCost => ({
  service,
  stage,
  thread,
  cpuMs: [cpuMs],
});

const specialist = (service: string, encodeMs: number): StageCost[] => [
  stage(service, 'receive', 'main', 4),
  stage(service, 'encode', 'worker', encodeMs),
  stage(service, 'answer', 'main', 2),
  stage(service, 'other', 'background', 2),
];

const service = (name: string, cpuMs: number) => ({
  service: name,
  cpuMs: [cpuMs],
  bytesIn: 2e6,
  bytesOut: 1e6,
  residentBytes: 3e8,
});

/** Costs that are easy to reckon with, for tests: two specialists, of 40 and of 300 ms. */
export const sampleCosts: StageCosts = {
  schema: 'asarg.stage-costs/1',
  method: 'not measured',
  reports: 0,
  frameBytes: 2e6,
  reportBytes: 1e6,
  tokens: [20, 40],
  stages: [
    stage('gateway', 'receive', 'main', 5),
    stage('gateway', 'decode-image', 'worker', 30),
    stage('gateway', 'store', 'main', 10),
    stage('gateway', 'render', 'worker', 20),
    stage('gateway', 'other', 'background', 5),
    stage('fusion-llm', 'send', 'main', 10),
    stage('fusion-llm', 'collect', 'main', 3),
    stage('fusion-llm', 'gather', 'main', 5),
    stage('fusion-llm', 'fuse', 'worker', 15),
    stage('fusion-llm', 'prefill', 'worker', 30),
    stage('fusion-llm', 'token', 'worker', 2),
    stage('fusion-llm', 'finish', 'main', 5),
    stage('fusion-llm', 'other', 'background', 5),
    ...specialist('vision', 40),
    ...specialist('cxas', 300),
  ],
  services: [
    service('gateway', 70),
    service('fusion-llm', 140),
    service('vision', 48),
    service('cxas', 308),
  ],
};
