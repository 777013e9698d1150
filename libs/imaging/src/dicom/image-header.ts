// SPDX-License-Identifier: Apache-2.0
import type { DataSet } from 'dicom-parser';
import { ImagingError } from '../imaging-error.js';
import { checkSize } from '../size-limits.js';

/** The image pixel module (PS3.3 C.7.6.3), checked: one grey frame of 1 to 16 bits. */
export interface ImageHeader {
  readonly rows: number;
  readonly columns: number;
  readonly bitsAllocated: 8 | 16;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly photometric: 'MONOCHROME1' | 'MONOCHROME2';
}

/**
 * Reads and checks the image pixel module. The order of checks is the order in which a person
 * would want to be told: pixels at all, one frame, grey, size, sample format.
 * @throws ImagingError 'no-pixels', 'multi-frame', 'colour', 'too-large', 'unsupported', 'corrupt'.
 */
export function readImageHeader(dataSet: DataSet): ImageHeader {
  checkPixelData(dataSet);
  const frames = dataSet.intString('x00280008') ?? 1;
  if (frames > 1) {
    throw new ImagingError('multi-frame', `expected 1 frame, found ${frames}`);
  }
  const photometric = readPhotometric(dataSet);
  const rows = required(dataSet, 'x00280010', 'Rows');
  const columns = required(dataSet, 'x00280011', 'Columns');
  checkSize(columns, rows);
  const bitsAllocated = required(dataSet, 'x00280100', 'Bits Allocated');
  if (bitsAllocated !== 8 && bitsAllocated !== 16) {
    throw new ImagingError(
      'unsupported',
      `expected 8 or 16 bits allocated per pixel, found ${bitsAllocated}`,
    );
  }
  const bitsStored = dataSet.uint16('x00280101') ?? bitsAllocated;
  const highBit = dataSet.uint16('x00280102') ?? bitsStored - 1;
  if (bitsStored < 1 || highBit >= bitsAllocated || highBit + 1 < bitsStored) {
    throw new ImagingError(
      'corrupt',
      `expected bits stored and high bit inside ${bitsAllocated} allocated bits, ` +
        `found ${bitsStored} stored and high bit ${highBit}`,
    );
  }
  const signed = dataSet.uint16('x00280103') === 1;
  return { rows, columns, bitsAllocated, bitsStored, highBit, signed, photometric };
}

function checkPixelData(dataSet: DataSet): void {
  const pixelData = dataSet.elements['x7fe00010'];
  if (pixelData && (pixelData.length > 0 || pixelData.fragments?.length)) return;
  if (dataSet.elements['x7fe00008'] ?? dataSet.elements['x7fe00009']) {
    throw new ImagingError(
      'unsupported',
      'expected integer Pixel Data (7FE0,0010), found floating point pixel data',
    );
  }
  throw new ImagingError(
    'no-pixels',
    'expected Pixel Data (7FE0,0010) in the DICOM file, found none',
  );
}

function readPhotometric(dataSet: DataSet): ImageHeader['photometric'] {
  const samples = dataSet.uint16('x00280002') ?? 1;
  const photometric = dataSet.string('x00280004') ?? '';
  const isColour = /^(RGB|YBR_|PALETTE COLOR|HSV|ARGB|CMYK|XYB)/.test(photometric);
  if (samples !== 1 || isColour) {
    throw new ImagingError(
      'colour',
      `expected 1 sample per pixel, MONOCHROME1 or MONOCHROME2; found ${samples} ` +
        `sample${samples === 1 ? '' : 's'} per pixel${isColour ? ` and ${photometric.slice(0, 16)}` : ''}`,
    );
  }
  if (photometric === 'MONOCHROME1' || photometric === 'MONOCHROME2') return photometric;
  throw new ImagingError(
    'corrupt',
    `expected Photometric Interpretation MONOCHROME1 or MONOCHROME2, found ` +
      (photometric === '' ? 'none' : 'another value'),
  );
}

function required(dataSet: DataSet, tag: string, name: string): number {
  const value = dataSet.uint16(tag);
  if (value === undefined) {
    throw new ImagingError('corrupt', `expected ${name} in the DICOM header, found none`);
  }
  return value;
}
