// SPDX-License-Identifier: Apache-2.0
import { readDicom } from './dicom/read-dicom.js';
import { ImagingError } from './imaging-error.js';
import { polarityWarning } from './polarity-check.js';
import type { Radiograph } from './radiograph.js';
import { readRaster } from './raster/read-raster.js';

type Kind = 'dicom' | 'png' | 'jpeg';

const dicomPrefixAt = 128;
const magic: readonly { readonly name: string; readonly at: number; readonly bytes: number[] }[] = [
  { name: 'a gzip archive', at: 0, bytes: [0x1f, 0x8b] },
  { name: 'a ZIP archive', at: 0, bytes: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'a PDF', at: 0, bytes: [0x25, 0x50, 0x44, 0x46] },
  { name: 'a GIF', at: 0, bytes: [0x47, 0x49, 0x46, 0x38] },
  { name: 'a TIFF', at: 0, bytes: [0x49, 0x49, 0x2a, 0x00] },
  { name: 'a TIFF', at: 0, bytes: [0x4d, 0x4d, 0x00, 0x2a] },
  { name: 'a BMP', at: 0, bytes: [0x42, 0x4d] },
  { name: 'a WebP', at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
  { name: 'a NIfTI file', at: 344, bytes: [0x6e, 0x2b, 0x31, 0x00] },
];

/**
 * Reads a radiograph from the bytes of a DICOM Part 10, PNG or JPEG file; the kind is told from
 * the bytes, never from a name. CPU heavy: in a service use `createImagingWorker`.
 * @throws ImagingError and nothing else.
 */
export async function readRadiograph(bytes: Uint8Array): Promise<Radiograph> {
  try {
    // Not a Buffer: its slice() is a view, where the decoders rely on a copy.
    const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const kind = sniff(plain);
    const radiograph = await (kind === 'dicom' ? readDicom(plain) : readRaster(plain, kind));
    const warning = polarityWarning(radiograph.pixels, radiograph.width, radiograph.height);
    return warning ? { ...radiograph, warnings: [...radiograph.warnings, warning] } : radiograph;
  } catch (error) {
    throw ImagingError.from(
      error,
      'corrupt',
      'expected a readable image, found one that the decoder could not handle',
    );
  }
}

function sniff(bytes: Uint8Array): Kind {
  if (bytes.length === 0) {
    throw new ImagingError('empty', 'expected the bytes of an image, found an empty file');
  }
  if (has(bytes, dicomPrefixAt, [0x44, 0x49, 0x43, 0x4d])) return 'dicom';
  if (has(bytes, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (has(bytes, 0, [0xff, 0xd8, 0xff])) return 'jpeg';
  throw new ImagingError(
    'unrecognised',
    `expected a DICOM Part 10 file ("DICM" at byte ${dicomPrefixAt}), a PNG or a JPEG; ` +
      `found ${describe(bytes)} of ${bytes.length} bytes`,
  );
}

const has = (bytes: Uint8Array, at: number, expected: readonly number[]): boolean =>
  expected.every((byte, i) => bytes[at + i] === byte);

function describe(bytes: Uint8Array): string {
  const known = magic.find((one) => has(bytes, one.at, one.bytes));
  if (known) return known.name;
  const head = bytes.subarray(0, 256);
  const isText = head.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13);
  return isText ? 'text' : 'an unknown kind of file';
}
