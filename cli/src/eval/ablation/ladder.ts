// SPDX-License-Identifier: Apache-2.0
import type { Group } from './score-groups.js';

/** A step of the paper's ladder: CE F1 on MIMIC-CXR (arXiv 2507.16623). */
export interface LadderStep {
  readonly name: string;
  readonly paper: number;
  /** Variants here that stand for it, in order of preference. */
  readonly variants: readonly string[];
}

export const paperLadder: readonly LadderStep[] = [
  { name: 'vision only (LLaVA)', paper: 0.387, variants: ['vision'] },
  { name: '+ features', paper: 0.396, variants: ['features'] },
  { name: '+ features + maps', paper: 0.415, variants: ['maps-212', 'maps-20', 'addition'] },
];

/** p of 212 against 20 maps in the paper. */
export const paperP212Against20 = 0.989;

/** The ladder as measured here. */
export interface MeasuredStep extends LadderStep {
  readonly group: Group | undefined;
}

/** The groups of one mode, nothing removed, beside the paper's steps. */
export function measuredLadder(groups: readonly Group[], mode: string): MeasuredStep[] {
  const candidates = groups.filter((group) => group.mode === mode && group.removed === null);
  return paperLadder.map((step) => ({
    ...step,
    group: step.variants.map((name) => candidates.find((g) => g.variant === name)).find(Boolean),
  }));
}

/** What the numbers say about the order, in one sentence. */
export function ladderVerdict(
  steps: readonly MeasuredStep[],
  key: string,
  pValues: readonly (number | undefined)[],
): string {
  const values = steps.map(({ group }) => group?.metrics[key]?.mean);
  if (values.some((value) => value === undefined)) {
    const missing = steps.filter(({ group }) => !group).map(({ name }) => name);
    return `Not all steps were run (${missing.join(', ')} missing), so the order cannot be compared.`;
  }
  const known = values as number[];
  const rising = known.every((value, k) => k === 0 || value > known[k - 1]!);
  const significant = pValues.every((p) => p !== undefined && p < 0.05);
  const numbers = known.map((value) => value.toFixed(3)).join(', ');
  if (!rising) return `The paper's order was **not** reproduced here: ${numbers}.`;
  return significant
    ? `The paper's order was reproduced here (${numbers}), each step above the one before with p < 0.05.`
    : `The point estimates have the paper's order (${numbers}), but not every step differs significantly from the one before (p ≥ 0.05): this is no evidence for the order.`;
}
