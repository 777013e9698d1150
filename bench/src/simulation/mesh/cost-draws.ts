// SPDX-License-Identifier: Apache-2.0
import { empirical, type Distribution } from '../engine/distribution.js';
import type { Work } from '../engine/processor.js';
import { createStreams, type Random } from '../engine/random.js';
import { serviceOf, stageOf, type StageCosts } from './stage-costs.js';

/** Draws of what one report's stages cost. */
export interface CostDraws {
  /** The work of a stage, drawn anew. */
  work(service: string, stage: string): Work;
  /** Tokens of a text, drawn anew; at least 1. */
  tokens(): number;
  /** Bytes of a request with a frame. */
  readonly frameBytes: number;
  /** Bytes of a report on its way to the gateway. */
  readonly reportBytes: number;
  /** Bytes that a specialist answers. */
  answerBytes(specialist: string): number;
}

export function createCostDraws(costs: StageCosts, seed: number): CostDraws {
  const streams = createStreams(seed);
  const stages = new Map<string, { from: Distribution; threads: number; random: Random }>();
  const tokens = empirical(costs.tokens);
  const tokenStream = streams('tokens');
  return {
    work(service, stage) {
      const key = `${service}/${stage}`;
      let known = stages.get(key);
      if (known === undefined) {
        const { cpuMs, threads = 1 } = stageOf(costs, service, stage);
        known = { from: empirical(cpuMs), threads, random: streams(key) };
        stages.set(key, known);
      }
      return { cpuMs: known.from.draw(known.random), threads: known.threads };
    },
    tokens: () => Math.max(1, Math.round(tokens.draw(tokenStream))),
    frameBytes: costs.frameBytes,
    reportBytes: costs.reportBytes,
    answerBytes: (specialist) => serviceOf(costs, specialist).bytesOut,
  };
}
