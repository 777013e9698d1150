// SPDX-License-Identifier: Apache-2.0
import { empirical } from '../engine/distribution.js';
import type { MeshOptions } from '../mesh/mesh-options.js';
import { serviceOf, specialistsOf, stageOf, type StageCosts } from '../mesh/stage-costs.js';

/** Milliseconds of each resource of a service that one report takes, in the mean. */
export interface Demand {
  readonly service: string;
  /** Of its main thread, and of the thread that computes. */
  readonly mainMs: number;
  readonly workerMs: number;
  /** Of its cores together, everything included. */
  readonly cpuMs: number;
  /** Bytes that it sends. */
  readonly bytesOut: number;
}

/** Stages of each service by thread, and how often a report has them. */
function countsOf(service: string, specialists: number, tokens: number): Record<string, number> {
  switch (service) {
    case 'gateway':
      return { receive: 1, 'decode-image': 1, store: 1, render: 1, other: 1 };
    case 'fusion-llm':
      return {
        send: 1,
        collect: specialists,
        gather: 1,
        fuse: 1,
        prefill: 1,
        token: tokens,
        finish: 1,
        other: 1,
      };
    default:
      return { receive: 1, encode: 1, answer: 1, other: 1 };
  }
}

/** What one report asks of each service, batches as large as they may be. */
export function demandsOf(
  costs: StageCosts,
  { limits, batchShare }: Pick<MeshOptions, 'limits' | 'batchShare'>,
): Demand[] {
  const specialists = specialistsOf(costs);
  const tokens = empirical(costs.tokens).mean;
  const batched = batchShare / limits.maxBatch + 1 - batchShare;
  return ['gateway', 'fusion-llm', ...specialists].map((service) => {
    let [mainMs, workerMs, cpuMs] = [0, 0, 0];
    for (const [name, count] of Object.entries(countsOf(service, specialists.length, tokens))) {
      const { cpuMs: quantiles, thread, threads = 1 } = stageOf(costs, service, name);
      const ms = empirical(quantiles).mean * count * (name === 'encode' ? batched : 1);
      cpuMs += ms;
      if (thread === 'main') mainMs += ms;
      if (thread === 'worker') workerMs += ms / threads;
    }
    return { service, mainMs, workerMs, cpuMs, bytesOut: sentBy(costs, service, specialists) };
  });
}

function sentBy(costs: StageCosts, service: string, specialists: readonly string[]): number {
  if (service === 'gateway') return costs.frameBytes;
  if (service === 'fusion-llm') return specialists.length * costs.frameBytes + costs.reportBytes;
  return serviceOf(costs, service).bytesOut;
}
