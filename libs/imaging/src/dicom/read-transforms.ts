// SPDX-License-Identifier: Apache-2.0
import type { DataSet } from 'dicom-parser';
import type { DisplayParameters, VoiFunction } from '../radiograph.js';
import type { CanonicalPixels, ModalityTransform } from './canonical-pixels.js';
import type { ImageHeader } from './image-header.js';
import { readLookupTable } from './lookup-table.js';

type ByteOrder = 'little' | 'big';

/** Reads modality LUT or slope and intercept, polarity and padding. */
export function readModality(
  dataSet: DataSet,
  header: ImageHeader,
  byteOrder: ByteOrder,
): ModalityTransform {
  const slope = dataSet.floatString('x00281053');
  const intercept = dataSet.floatString('x00281052');
  return {
    slope: usable(slope) && slope !== 0 ? slope : 1,
    intercept: usable(intercept) ? intercept : 0,
    lut: readLookupTable(dataSet, 'x00283000', header.signed, byteOrder),
    // MONOCHROME1 and an INVERSE presentation shape say the same thing: one inversion, never two.
    inverted: header.photometric === 'MONOCHROME1' || dataSet.string('x20500020') === 'INVERSE',
    padding: readPadding(dataSet, header.signed),
  };
}

/** Reads the VOI LUT module (PS3.3 C.11.2); of several windows the first is the default one. */
export function readDisplay(
  dataSet: DataSet,
  header: ImageHeader,
  modality: ModalityTransform,
  canonical: CanonicalPixels,
  byteOrder: ByteOrder,
): DisplayParameters {
  const windowCenter = dataSet.floatString('x00281050', 0);
  const windowWidth = dataSet.floatString('x00281051', 0);
  const hasWindow = usable(windowCenter) && usable(windowWidth) && windowWidth > 0;
  const voiLut = readLookupTable(
    dataSet,
    'x00283010',
    header.signed || modality.intercept < 0,
    byteOrder,
  );
  return {
    slope: canonical.slope,
    intercept: canonical.intercept,
    inverted: modality.inverted,
    ...(hasWindow ? { windowCenter, windowWidth, voiFunction: readVoiFunction(dataSet) } : {}),
    ...(voiLut ? { voiLut } : {}),
  };
}

function readVoiFunction(dataSet: DataSet): VoiFunction {
  const name = dataSet.string('x00281056');
  return name === 'LINEAR_EXACT' || name === 'SIGMOID' ? name : 'LINEAR';
}

function readPadding(dataSet: DataSet, signed: boolean): ModalityTransform['padding'] {
  const read = (tag: string): number | undefined =>
    signed ? dataSet.int16(tag) : dataSet.uint16(tag);
  const value = read('x00280120');
  if (value === undefined) return undefined;
  const limit = read('x00280121') ?? value;
  return { low: Math.min(value, limit), high: Math.max(value, limit) };
}

const usable = (value: number | undefined): value is number => Number.isFinite(value);
