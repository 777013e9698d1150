// SPDX-License-Identifier: Apache-2.0
import type { StageModel } from './report-parts-model.js';
import { roundMs } from './round-ms.js';

/**
 * The stages with those of fusion-llm and its specialists `earlierMs` earlier, and the transfer
 * before them as much shorter: what is right once it is known that the event by which they were
 * placed came late.
 */
export function placeStages(stages: readonly StageModel[], earlierMs: number): StageModel[] {
  return stages.map((stage) => {
    if (stage.service !== 'gateway') {
      return { ...stage, startMs: roundMs(stage.startMs - earlierMs) };
    }
    return stage.name === 'transfer'
      ? { ...stage, durationMs: roundMs(stage.durationMs - earlierMs) }
      : stage;
  });
}
