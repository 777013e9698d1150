// SPDX-License-Identifier: Apache-2.0
import type { ClassMask } from '@asarg/grounding';
import { bestEncoding, encodeTensor } from '@asarg/tensor';
import type { ReportEvent } from './stage-clock.js';

/**
 * A mask as events: a bit tensor [rows, columns] named "specialist/class id". None for a mask that
 * its specialist counted as empty: most of a large catalogue is, in any one frame.
 */
export function* maskEvents(mask: ClassMask): Generator<ReportEvent> {
  const { specialist, classId, width, height, bits, affine } = mask;
  if (mask.area === 0) {
    return;
  }
  const tensor = {
    name: `${specialist}/${classId}`,
    dtype: 'bit' as const,
    shape: [height, width],
    data: bits,
    affine,
  };
  for (const part of encodeTensor(tensor, { encoding: bestEncoding(tensor) })) {
    yield part.$case === 'header'
      ? { $case: 'maskHeader', value: part.value }
      : { $case: 'maskChunk', value: part.value };
  }
}
