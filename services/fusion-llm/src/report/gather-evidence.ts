// SPDX-License-Identifier: Apache-2.0
import { Provenance, type Frame, type SlotBinding } from '@asarg/contracts';
import type {
  ActivationMaps,
  ClassMask,
  EvidenceBase,
  FindingTags,
  Provenance as GroundingProvenance,
} from '@asarg/grounding';
import type { FusionSlot } from '@asarg/model-bundle';
import { float32Of, masksOf, type Affine } from '@asarg/tensor';
import type { CallResult } from './fan-out.js';
import { isActivations, isMasks } from './plan-calls.js';

const provenances: Readonly<Record<number, GroundingProvenance>> = {
  [Provenance.MEASURED]: 'measured',
  [Provenance.DERIVED]: 'derived',
  [Provenance.WEAK]: 'weak',
  [Provenance.SYNTHETIC]: 'synthetic',
};

type Size = Pick<Frame, 'width' | 'height'>;

/** All that sentences can be checked against: masks, tags and activation maps. */
export function gatherEvidence(
  { width, height }: Size,
  slots: readonly FusionSlot[],
  bindings: readonly SlotBinding[],
  results: readonly CallResult[],
): EvidenceBase {
  const frame = { width, height };
  const tags = tagsOf(slots, bindings, results);
  const [activations] = results.flatMap((result) => activationsOf(result, frame));
  return {
    masks: results.flatMap((result) => classMasksOf(result, frame)),
    ...(tags && { tags }),
    ...(activations && { activations }),
    frame,
  };
}

/** The masks of a result, one per class; none if it has none or they are not as described. */
export function classMasksOf(
  { specialist, description, encoding }: CallResult,
  frame: Size,
): ClassMask[] {
  const name = description.outputs.find(isMasks)?.name;
  const tensor = name === undefined ? undefined : encoding?.tensors.get(name);
  if (tensor?.dtype !== 'bit' || tensor.shape[0] !== description.classes.length) {
    return [];
  }
  return masksOf(tensor).flatMap(({ width, height, bits }, channel) => {
    const { id, name, superclass, provenance } = description.classes[channel]!;
    // Empty for every frame: no evidence, and no reason to send it anywhere.
    if (provenance === Provenance.UNTRAINED) {
      return [];
    }
    const statistic = encoding?.statistics[channel];
    return [
      {
        specialist,
        classId: id,
        name,
        superclass,
        provenance: provenances[provenance] ?? 'untrained',
        width,
        height,
        bits,
        ...(statistic && { area: statistic.area }),
        meanProbability: statistic?.meanProbability ?? 0,
        ...(statistic?.box && { box: statistic.box }),
        affine: tensor.affine ?? stretched(width, height, frame),
      },
    ];
  });
}

/** Tags of the specialist bound to the tag slot, with the thresholds that the slot was given. */
function tagsOf(
  slots: readonly FusionSlot[],
  bindings: readonly SlotBinding[],
  results: readonly CallResult[],
): FindingTags | undefined {
  const index = slots.findIndex(({ feature }) => feature === 'FINDING_TAGS');
  const { labels = [], thresholds = [] } = slots[index] ?? {};
  const result = results.find(({ specialist }) => specialist === bindings[index]?.specialist);
  const tensor = result?.encoding?.tensors.get(bindings[index]?.output ?? '');
  const offered = result?.description.labels ?? [];
  if (tensor?.dtype !== 'float32' || tensor.shape[0] !== offered.length) {
    return undefined;
  }
  const values = float32Of(tensor);
  const shared = labels.filter((label) => offered.includes(label));
  return {
    specialist: result!.specialist,
    labels: shared,
    probabilities: shared.map((label) => values[offered.indexOf(label)]!),
    thresholds: shared.map((label) => thresholds[labels.indexOf(label)]!),
  };
}

function activationsOf(
  { specialist, description, encoding }: CallResult,
  frame: Size,
): ActivationMaps[] {
  const name = description.outputs.find(isActivations)?.name;
  const tensor = name === undefined ? undefined : encoding?.tensors.get(name);
  const [count, rows, columns] = tensor?.shape ?? [];
  if (tensor?.dtype !== 'float32' || !count || !rows || !columns) {
    return [];
  }
  const labels = description.labels.slice(0, count);
  const affine = tensor.affine ?? stretched(columns, rows, frame);
  return [{ specialist, labels, rows, columns, values: float32Of(tensor), affine }];
}

/** The affine of a grid that covers the whole frame. */
function stretched(columns: number, rows: number, { width, height }: Size): Affine {
  return { xx: width / columns, xy: 0, x0: 0, yx: 0, yy: height / rows, y0: 0 };
}
