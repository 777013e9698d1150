// SPDX-License-Identifier: Apache-2.0
import { findingLabels } from '@asarg/grounding';
import type { FusionSlot } from '@asarg/model-bundle';

/**
 * The tags that prompt the decoder, 0 or 1 in the slot's order: 1 where the label's probability
 * is above its threshold. Labels that the specialist does not offer are 0. The tags of a normal
 * study are off when any other of the 14 CheXpert labels is on: a study is not both.
 * @param labels labels of the specialist, in the order of `probabilities`
 */
export function promptTags(
  {
    labels = [],
    thresholds = [],
    normal = [],
  }: Pick<FusionSlot, 'labels' | 'thresholds' | 'normal'>,
  offered: readonly string[],
  probabilities: Float32Array,
): Float32Array {
  const tags = Float32Array.from(labels, (label, index) => {
    const at = offered.indexOf(label);
    return Number(at >= 0 && probabilities[at]! > thresholds[index]!);
  });
  const isAbnormal = labels.some(
    (label, index) => tags[index] === 1 && normal[index] !== 1 && isChexpert(label),
  );
  return isAbnormal ? tags.map((tag, index) => (normal[index] === 1 ? 0 : tag)) : tags;
}

function isChexpert(label: string): boolean {
  return (findingLabels as readonly string[]).includes(label);
}
