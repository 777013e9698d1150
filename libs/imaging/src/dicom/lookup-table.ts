// SPDX-License-Identifier: Apache-2.0
import type { DataSet } from 'dicom-parser';
import type { LookupTable } from '../radiograph.js';

/**
 * Reads the first LUT of a Modality LUT (0028,3000) or VOI LUT (0028,3010) sequence
 * (PS3.3 C.11.1.1, C.11.2.1.1); undefined if there is none or it is not usable.
 * @param signed whether the descriptor's "first value mapped" is a signed number.
 */
export function readLookupTable(
  dataSet: DataSet,
  sequenceTag: string,
  signed: boolean,
  byteOrder: 'little' | 'big',
): LookupTable | undefined {
  const item = dataSet.elements[sequenceTag]?.items?.[0]?.dataSet;
  const data = item?.elements['x00283006'];
  const announced = item?.uint16('x00283002', 0);
  const bits = item?.uint16('x00283002', 2);
  const firstMapped = signed ? item?.int16('x00283002', 1) : item?.uint16('x00283002', 1);
  if (
    !item ||
    !data ||
    announced === undefined ||
    bits === undefined ||
    firstMapped === undefined
  ) {
    return undefined;
  }
  if (bits < 1 || bits > 16) return undefined;
  const length = announced === 0 ? 65_536 : announced;
  const bytes = item.byteArray.subarray(data.dataOffset, data.dataOffset + data.length);
  const values = new Uint16Array(length);
  // 8-bit tables come either packed or one entry per 16-bit word.
  if (bytes.length >= 2 * length) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, 2 * length);
    for (let i = 0; i < length; i++) values[i] = view.getUint16(2 * i, byteOrder === 'little');
  } else if (bits <= 8 && bytes.length >= length) {
    values.set(bytes.subarray(0, length));
  } else {
    return undefined;
  }
  return { firstMapped, bits, values };
}

/** The table's output for a modality value; values outside take the nearest entry. */
export function lookUp(table: LookupTable, value: number): number {
  const index = Math.min(table.values.length - 1, Math.max(0, value - table.firstMapped));
  return table.values[Math.round(index)]!;
}
