// SPDX-License-Identifier: Apache-2.0
import type { ClassMask } from '@asarg/grounding';
import { encodeTensor } from '@asarg/tensor';
import type { ReportEvent } from './stage-clock.js';

/** A mask as events: a bit tensor [rows, columns] named "specialist/class id", compressed. */
export function* maskEvents(mask: ClassMask): Generator<ReportEvent> {
  const { specialist, classId, width, height, bits, affine } = mask;
  const tensor = {
    name: `${specialist}/${classId}`,
    dtype: 'bit' as const,
    shape: [height, width],
    data: bits,
    affine,
  };
  for (const part of encodeTensor(tensor, { encoding: 'zstd' })) {
    yield part.$case === 'header'
      ? { $case: 'maskHeader', value: part.value }
      : { $case: 'maskChunk', value: part.value };
  }
}
