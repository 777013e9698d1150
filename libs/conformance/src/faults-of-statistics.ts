// SPDX-License-Identifier: Apache-2.0
import { FeatureKind, type ClassStatistic, type DescribeResponse } from '@asarg/contracts';
import { maskArea, masksOf, type Tensor } from '@asarg/tensor';

/** Why statistics are not one per described class, in channel order, and sound in themselves. */
export function faultOfStatistics(
  { classes }: DescribeResponse,
  statistics: readonly ClassStatistic[],
): string | undefined {
  if (statistics.length !== classes.length) {
    return `expected statistics of ${classes.length} classes, found ${statistics.length}`;
  }
  for (const [channel, statistic] of statistics.entries()) {
    const fault = faultOfStatistic(statistic, classes[channel]!.id);
    if (fault !== undefined) {
      return `statistic ${channel}: ${fault}`;
    }
  }
  return undefined;
}

/** Why areas are not those of the masks; undefined also if there is no one tensor of masks. */
export function faultOfAreas(
  { outputs }: DescribeResponse,
  statistics: readonly ClassStatistic[],
  tensors: ReadonlyMap<string, Tensor>,
): string | undefined {
  const stacks = outputs
    .filter(({ kind }) => kind === FeatureKind.SEGMENTATION)
    .map(({ name }) => tensors.get(name))
    .filter((tensor) => tensor?.dtype === 'bit' && tensor.shape.length === 3);
  const [stack] = stacks;
  if (stacks.length !== 1 || stack === undefined) {
    return undefined;
  }
  const areas = masksOf(stack).map(maskArea);
  const channel = statistics.findIndex(({ area }, index) => area !== areas[index]);
  return channel < 0
    ? undefined
    : `statistic ${channel}: expected the area of its mask, ${areas[channel]} pixels, ` +
        `found ${statistics[channel]!.area}`;
}

function faultOfStatistic(statistic: ClassStatistic, classId: number): string | undefined {
  const { area, meanProbability, box, centroidX, centroidY } = statistic;
  if (statistic.classId !== classId) {
    return `expected class ${classId}, found ${statistic.classId}`;
  }
  if (!(meanProbability >= 0 && meanProbability <= 1)) {
    return `expected a mean probability in [0, 1], found ${meanProbability}`;
  }
  if (area === 0) {
    return box === undefined ? undefined : 'expected no box for an empty mask, found one';
  }
  if (box === undefined || !(box.x0 < box.x1 && box.y0 < box.y1)) {
    const found = box ? `[${box.x0}, ${box.x1}) x [${box.y0}, ${box.y1})` : 'none';
    return `expected a box for ${area} pixels, found ${found}`;
  }
  const inside =
    centroidX >= box.x0 && centroidX <= box.x1 && centroidY >= box.y0 && centroidY <= box.y1;
  return inside
    ? undefined
    : `expected the centroid inside the box, found (${centroidX}, ${centroidY})`;
}
