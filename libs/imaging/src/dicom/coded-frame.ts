// SPDX-License-Identifier: Apache-2.0
import type { CodedFrame } from '../decoders/pixel-decoder.js';
import { ImagingError } from '../imaging-error.js';
import type { ImageHeader } from './image-header.js';
import type { Part10File } from './parse-part10.js';

/**
 * Takes the one frame out of the pixel data element. Since there is one frame, all fragments
 * belong to it, whatever the offset table says (PS3.5 A.4).
 * @throws ImagingError 'corrupt' when encapsulation and transfer syntax disagree, 'truncated'.
 */
export function codedFrame(
  file: Part10File,
  header: ImageHeader,
  encapsulated: boolean,
): CodedFrame {
  const element = file.dataSet.elements['x7fe00010']!;
  if (encapsulated !== (element.encapsulatedPixelData === true)) {
    throw new ImagingError(
      'corrupt',
      `expected ${encapsulated ? 'encapsulated' : 'native'} pixel data for transfer syntax ` +
        `${file.transferSyntax}, found ${encapsulated ? 'native' : 'encapsulated'}`,
    );
  }
  const source = file.dataSet.byteArray;
  const slice = (start: number, length: number): Uint8Array => {
    if (start + length > source.length) {
      throw new ImagingError(
        'truncated',
        `expected ${length} bytes in a pixel data fragment, found ${Math.max(0, source.length - start)}`,
      );
    }
    return source.subarray(start, start + length);
  };
  const fragments = encapsulated
    ? (element.fragments ?? []).map((part) => slice(part.position, part.length))
    : [slice(element.dataOffset, element.length)];
  if (fragments.length === 0) {
    throw new ImagingError('no-pixels', 'expected a fragment in the pixel data, found none');
  }
  return {
    bytes: fragments.length === 1 ? fragments[0]! : new Uint8Array(Buffer.concat(fragments)),
    columns: header.columns,
    rows: header.rows,
    bitsAllocated: header.bitsAllocated,
    byteOrder: file.byteOrder,
    vr: element.vr ?? 'OW',
  };
}
