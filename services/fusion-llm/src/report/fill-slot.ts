// SPDX-License-Identifier: Apache-2.0
import { ContributionState, type DescribeResponse, type SlotBinding } from '@asarg/contracts';
import type { Encoding } from '@asarg/mesh-client';
import type { FusionSlot } from '@asarg/model-bundle';
import { float32Of, type Tensor } from '@asarg/tensor';
import { promptTags } from './prompt-tags.js';

/** What goes into a slot. */
export interface SlotFill {
  /** The slot's elements, dense. */
  readonly data: Float32Array;
  /** 1 where something is there: per class for segmentation, else one element. */
  readonly presence: Float32Array;
  readonly state: ContributionState;
  readonly reason: string;
}

/** Fills a slot from the encoding of the specialist bound to it, or says why it cannot. */
export function fillSlot(
  slot: FusionSlot,
  binding: SlotBinding,
  description: DescribeResponse,
  { tensors }: Encoding,
): SlotFill | { readonly refused: string } {
  const expected = description.outputs.find(({ name }) => name === binding.output)?.shape ?? [];
  const tensor = tensors.get(binding.output);
  const fault = tensor === undefined ? 'none' : faultOf(tensor, expected);
  if (tensor === undefined || fault !== undefined) {
    return { refused: `expected '${binding.output}' [${expected}], found ${fault}` };
  }
  const values = float32Of(tensor);
  const state = binding.reason === '' ? ContributionState.USED : ContributionState.PARTIAL;
  const { reason } = binding;
  switch (slot.feature) {
    case 'SEGMENTATION':
      return { ...classChannels(slot, binding, description, values), state, reason };
    case 'FINDING_TAGS': {
      const data = promptTags(slot, description.labels, values);
      return { data, presence: Float32Array.of(1), state, reason };
    }
    default:
      return { data: values, presence: Float32Array.of(1), state, reason };
  }
}

function faultOf(
  { dtype, shape, ...tensor }: Tensor,
  expected: readonly number[],
): string | undefined {
  if (shape.length !== expected.length || shape.some((side, axis) => side !== expected[axis])) {
    return `[${shape}]`;
  }
  if (dtype !== 'float32' && dtype !== 'float16') {
    return dtype;
  }
  const isFinite = float32Of({ dtype, shape, ...tensor }).every(Number.isFinite);
  return isFinite ? undefined : 'values that are not finite';
}

/** Moves the bound classes from the specialist's channel order to the slot's. */
function classChannels(
  { classes = [], shape }: FusionSlot,
  { boundClasses }: SlotBinding,
  description: DescribeResponse,
  values: Float32Array,
): Pick<SlotFill, 'data' | 'presence'> {
  const cells = shape.slice(1).reduce((total, side) => total * side, 1);
  const data = new Float32Array(classes.length * cells);
  const presence = new Float32Array(classes.length);
  classes.forEach((id, channel) => {
    if (boundClasses.includes(id)) {
      const from = description.classes.findIndex((offered) => offered.id === id);
      data.set(values.subarray(from * cells, (from + 1) * cells), channel * cells);
      presence[channel] = 1;
    }
  });
  return { data, presence };
}
