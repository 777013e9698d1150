// SPDX-License-Identifier: Apache-2.0
import { ContributionState, type Contribution, type SlotBinding } from '@asarg/contracts';
import type { FusionSlot } from '@asarg/model-bundle';
import type { FloatArray, FusionInputs } from '../decode/generation-order.js';
import type { CallResult } from './fan-out.js';
import { fillSlot, type SlotFill } from './fill-slot.js';

/** What the projector is given, and what each slot got. */
export interface FusedInputs {
  readonly inputs: FusionInputs;
  /** The inputs in which a normal study differs; absent without tags to contrast. */
  readonly contrast?: FusionInputs;
  /** One per slot, in the bundle's order. */
  readonly contributions: readonly Contribution[];
}

/**
 * Fills every slot from the results of its specialist; a slot, class or label without one is
 * zeros with presence 0, for which the projector has learned embeddings.
 */
export function fuseInputs(
  slots: readonly FusionSlot[],
  bindings: readonly SlotBinding[],
  results: readonly CallResult[],
  required: readonly string[] = [],
): FusedInputs {
  const inputs: Record<string, FloatArray> = {};
  const contrast: Record<string, FloatArray> = {};
  const contributions = slots.map((slot, index) => {
    const binding = bindings[index]!;
    const result = results.find(({ specialist }) => specialist === binding.specialist);
    const fill = fillOf(slot, binding, result);
    inputs[slot.input] = { shape: [1, ...slot.shape], data: fill.data };
    inputs[slot.presence] = { shape: [1, fill.presence.length], data: fill.presence };
    if (slot.feature === 'FINDING_TAGS' && fill.state !== ContributionState.MISSING) {
      contrast[slot.input] = {
        shape: [1, ...slot.shape],
        data: Float32Array.from(slot.normal ?? []),
      };
    }
    return {
      slot: slot.name,
      specialist: binding.specialist,
      model: result?.encoding?.model,
      pixelProfile: result?.encoding?.pixelProfile ?? '',
      state: fill.state,
      reason: fill.reason,
      address: result?.address ?? '',
      ...classesOf(binding, fill),
      attempts: [...(result?.attempts ?? [])],
      required: required.includes(slot.name),
      batchSize: result?.encoding?.timing.batchSize ?? 0,
    };
  });
  const hasContrast = Object.keys(contrast).length > 0;
  return { inputs, ...(hasContrast && { contrast }), contributions };
}

/** Which classes of a segmentation slot were fed, and which serve otherwise; none of other slots. */
function classesOf(
  { slotClasses, boundClasses, otherClasses }: SlotBinding,
  { state }: SlotFill,
): Pick<Contribution, 'boundClasses' | 'missingClasses' | 'otherClasses'> {
  const fed = new Set(state === ContributionState.MISSING ? [] : boundClasses);
  return {
    boundClasses: slotClasses.filter((id) => fed.has(id)),
    missingClasses: slotClasses.filter((id) => !fed.has(id)),
    otherClasses: state === ContributionState.MISSING ? [] : [...otherClasses],
  };
}

function fillOf(slot: FusionSlot, binding: SlotBinding, result: CallResult | undefined): SlotFill {
  if (result?.encoding === undefined) {
    const reason =
      result === undefined ? binding.reason : `'${result.specialist}' failed: ${result.failure}`;
    return missing(slot, reason);
  }
  const fill = fillSlot(slot, binding, result.description, result.encoding);
  return 'data' in fill ? fill : missing(slot, fill.refused);
}

function missing(slot: FusionSlot, reason: string): SlotFill {
  const size = slot.shape.reduce((total, side) => total * side, 1);
  return {
    data: new Float32Array(size),
    presence: new Float32Array(slot.feature === 'SEGMENTATION' ? slot.shape[0]! : 1),
    state: ContributionState.MISSING,
    reason,
  };
}
