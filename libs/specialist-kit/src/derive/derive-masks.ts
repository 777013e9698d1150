// SPDX-License-Identifier: Apache-2.0
import type { ClassStatistic } from '@asarg/contracts';
import type { SpecialistManifest } from '@asarg/model-bundle';
import { fillHoles, largestComponent, tensorOfMasks, type Tensor } from '@asarg/tensor';
import { outputAffine } from '../output-form.js';
import { classStatistic } from './class-statistic.js';
import { cutOf, masksAbove, masksByArgmax } from './decide-masks.js';
import {
  channelsOf,
  checkShape,
  contentOf,
  type DerivedOutput,
  type InputPlace,
  type MapSource,
} from './map-source.js';

/** Masks, and statistics of them in channel order. */
export interface DerivedMasks {
  readonly tensor: Tensor;
  readonly statistics: readonly ClassStatistic[];
}

const defaultThreshold = 0.5;

/**
 * Masks of the graph's maps, decided and cleaned as declared. Statistics are of the masks as they
 * are sent; untrained classes are not counted.
 */
export function deriveMasks(
  output: DerivedOutput,
  source: MapSource,
  place: InputPlace,
  { pixelProfile, catalogue }: SpecialistManifest,
): DerivedMasks {
  const { activation, threshold, clean } = output.from;
  const { maps } = source;
  const channels = channelsOf(output, maps.channels);
  const content = contentOf(maps, place, pixelProfile);
  checkShape(output, [channels.length, maps.rows, maps.columns]);
  const decision = threshold ?? (activation === 'softmax' ? 'argmax' : defaultThreshold);
  const logSum = activation === 'softmax' ? source.logSum() : undefined;
  const raw =
    decision === 'argmax'
      ? masksByArgmax(maps, channels, content, source.peaks())
      : masksAbove(maps, channels, content, cutOf(activation, decision), logSum);
  const masks = raw.map((mask, k) =>
    (Array.isArray(clean) ? clean[k] : clean) === 'largest-component'
      ? fillHoles(largestComponent(mask))
      : mask,
  );
  const affine = outputAffine(output, output, pixelProfile, place.affine);
  const statistics = masks.map((mask, k) => {
    const { id, provenance } = catalogue[k]!;
    return provenance === 'untrained'
      ? { classId: id, area: 0, meanProbability: 0, box: undefined, centroidX: 0, centroidY: 0 }
      : classStatistic(id, mask, channels[k]!, { maps, activation, logSum });
  });
  return { tensor: tensorOfMasks(output.name, masks, affine), statistics };
}
