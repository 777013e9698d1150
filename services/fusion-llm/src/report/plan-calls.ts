// SPDX-License-Identifier: Apache-2.0
import { DataType, FeatureKind, type Output, type SlotBinding } from '@asarg/contracts';
import type { RegistrySnapshot, ServedVersion } from '../registry/registry-snapshot.js';

/** One specialist to call for a report, once, for all that is wanted of it. */
export interface PlannedCall extends ServedVersion {
  /** Names of the outputs wanted, in the order it describes them. */
  readonly outputs: readonly string[];
}

/**
 * The calls of a report: every active specialist that feeds a slot, whose masks, tags or activation
 * maps can ground a sentence, or that tells the view of the frame. The slowest by its own account
 * comes first, because everybody waits for it: its frame must not queue behind the others'.
 * @param grounding bindings whose tags ground sentences: those of slots that were left out as well
 */
export function planCalls(
  { active, bindings }: Pick<RegistrySnapshot, 'active' | 'bindings'>,
  grounding: readonly SlotBinding[] = bindings,
): PlannedCall[] {
  const tags = grounding.filter(({ kind }) => kind === FeatureKind.FINDING_TAGS);
  const calls = active.flatMap((served) => {
    const bound = [...bindings, ...tags]
      .filter(({ specialist }) => specialist === served.specialist)
      .map(({ output }) => output);
    const outputs = served.description.outputs
      .filter((output) => bound.includes(output.name) || isGrounds(output))
      .map((output) => output.name);
    return outputs.length === 0 ? [] : [{ ...served, outputs }];
  });
  return calls.sort((a, b) => b.description.expectedP95Ms - a.description.expectedP95Ms);
}

/** Whether an output is asked for whatever the slots take. */
function isGrounds(output: Output): boolean {
  return isMasks(output) || isActivations(output) || isViewScores(output);
}

/** Whether an output is the scores of views. */
export function isViewScores({ kind }: Output): boolean {
  return kind === FeatureKind.VIEW_SCORES;
}

/** Whether an output is full-size binary masks. */
export function isMasks({ kind, dataType }: Output): boolean {
  return kind === FeatureKind.SEGMENTATION && dataType === DataType.BIT;
}

/** Whether an output is class activation maps. */
export function isActivations({ kind }: Output): boolean {
  return kind === FeatureKind.ACTIVATION_MAPS;
}
