// SPDX-License-Identifier: Apache-2.0
import { decoderFor } from '../decoders/decoder-table.js';
import { pixelDigest } from '../pixel-digest.js';
import type { Radiograph } from '../radiograph.js';
import { canonicalPixels } from './canonical-pixels.js';
import { codedFrame } from './coded-frame.js';
import { readImageHeader } from './image-header.js';
import { parsePart10 } from './parse-part10.js';
import { readAcquisition } from './read-acquisition.js';
import { readDisplay, readModality } from './read-transforms.js';

/** Reads one DICOM Part 10 file. @throws ImagingError with the precise reason. */
export async function readDicom(bytes: Uint8Array): Promise<Radiograph> {
  const file = parsePart10(bytes);
  const { dataSet, transferSyntax, byteOrder } = file;
  const decoder = decoderFor(transferSyntax);
  const header = readImageHeader(dataSet);
  const samples = await decoder.decode(codedFrame(file, header, decoder.encapsulated));
  const modality = readModality(dataSet, header, byteOrder);
  const canonical = canonicalPixels(samples, header, modality);
  return {
    width: header.columns,
    height: header.rows,
    bits: canonical.bits,
    pixels: canonical.pixels,
    source: 'dicom',
    display: readDisplay(dataSet, header, modality, canonical, byteOrder),
    ...readAcquisition(dataSet),
    transferSyntax,
    digest: pixelDigest(canonical.pixels),
  };
}
