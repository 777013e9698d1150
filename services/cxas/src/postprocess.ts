// SPDX-License-Identifier: Apache-2.0
import {
  fillHoles,
  largestComponent,
  masksOf,
  maskStatistics,
  postprocessByManifest,
  tensorOfMasks,
  type BitMask,
  type ClassStatistic,
  type NamedArray,
  type Postprocessed,
  type PostprocessContext,
} from '@asarg/specialist-kit';

/** The outputs that statistics are made of, whatever the caller asked for. */
export const needs: readonly string[] = ['masks', 'mean_probability'];

/**
 * Cleans the masks and describes them: of each measured class only the largest component is kept,
 * and its holes are filled, because each is one piece of anatomy. Derived and weak classes are left
 * as the graph drew them: they may have several pieces. Statistics are of the cleaned masks; their
 * mean probability is the network's, over the mask before cleaning.
 */
export function postprocess(
  outputs: Readonly<Record<string, NamedArray>>,
  context: PostprocessContext,
): Postprocessed {
  const { tensors } = postprocessByManifest(outputs, context);
  const raw = tensors.get('masks');
  const probabilities = outputs['mean_probability']?.data;
  if (!raw || !probabilities) {
    throw new Error(
      `expected outputs ${needs.join(', ')}, found ${Object.keys(outputs).join(', ')}`,
    );
  }
  const { catalogue } = context.manifest;
  const masks = masksOf(raw).map((mask, channel) =>
    catalogue[channel]?.provenance === 'measured' ? fillHoles(largestComponent(mask)) : mask,
  );
  const cleaned = tensorOfMasks('masks', masks, raw.affine);
  const statistics = masks.map((mask, channel) =>
    catalogue[channel]?.provenance === 'untrained'
      ? emptyStatistic(catalogue[channel].id)
      : statisticOf(mask, catalogue[channel]?.id ?? channel, Number(probabilities[channel])),
  );
  return { tensors: new Map([...tensors, ['masks', cleaned]]), statistics };
}

function emptyStatistic(classId: number): ClassStatistic {
  return { classId, area: 0, meanProbability: 0, box: undefined, centroidX: 0, centroidY: 0 };
}

function statisticOf(mask: BitMask, classId: number, probability: number): ClassStatistic {
  const { area, box, centroidX, centroidY } = maskStatistics(mask);
  const meanProbability = area > 0 ? probability : 0;
  return { classId, area, meanProbability, box, centroidX, centroidY };
}
