// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../imaging-error.js';
import type { CodedFrame } from './pixel-decoder.js';

/** Geometry that a JPEG-family codestream announces. */
export interface CodestreamHeader {
  /** Second byte of the frame marker: 0xc0 baseline, 0xc3 lossless, 0xf7 JPEG-LS, 0x51 JPEG 2000. */
  readonly marker: number;
  readonly width: number;
  readonly height: number;
  readonly precision: number;
  readonly components: number;
}

const startOfImage = 0xd8;
// Markers C4, C8 and CC share the SOF range but are tables (ITU-T T.81 table B.1).
const notFrames = new Set([0xc4, 0xc8, 0xcc]);
const jpegLs = 0xf7;

const isFrame = (marker: number): boolean =>
  marker === jpegLs || (marker >= 0xc0 && marker <= 0xcf && !notFrames.has(marker));

/** Finds the frame header of a JPEG, JPEG lossless or JPEG-LS stream; undefined if there is none. */
export function readJpegHeader(bytes: Uint8Array): CodestreamHeader | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== startOfImage) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    const length = view.getUint16(at + 2);
    if (isFrame(marker)) {
      if (at + 10 > bytes.length) return undefined;
      return {
        marker,
        precision: view.getUint8(at + 4),
        height: view.getUint16(at + 5),
        width: view.getUint16(at + 7),
        components: view.getUint8(at + 9),
      };
    }
    if (length < 2) return undefined;
    at += 2 + length;
  }
  return undefined;
}

/** Reads the SIZ segment of a JPEG 2000 codestream; undefined if there is none at its start. */
export function readJpeg2000Header(bytes: Uint8Array): CodestreamHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 43 || view.getUint32(0) !== 0xff4fff51) return undefined;
  return {
    marker: 0x51,
    width: view.getUint32(8) - view.getUint32(16),
    height: view.getUint32(12) - view.getUint32(20),
    components: view.getUint16(40),
    precision: (view.getUint8(42) & 0x7f) + 1,
  };
}

/**
 * Compares a codestream with the DICOM header around it, so that no codec allocates for a size
 * that was not checked, and with its end marker, because some codecs invent missing rows.
 * @throws ImagingError 'corrupt', 'colour' or 'truncated'.
 */
export function checkCodestream(
  codec: string,
  found: CodestreamHeader | undefined,
  frame: CodedFrame,
): void {
  if (!found) {
    throw new ImagingError(
      'corrupt',
      `expected a ${codec} frame header in the pixel data, found none`,
    );
  }
  if (found.components !== 1) {
    throw new ImagingError(
      'colour',
      `expected 1 component in the ${codec} stream, found ${found.components}`,
    );
  }
  if (found.width !== frame.columns || found.height !== frame.rows) {
    throw new ImagingError(
      'corrupt',
      `expected ${frame.columns} x ${frame.rows} pixels as the DICOM header says, ` +
        `found ${found.width} x ${found.height} in the ${codec} stream`,
    );
  }
  if (found.precision > frame.bitsAllocated) {
    throw new ImagingError(
      'corrupt',
      `expected at most ${frame.bitsAllocated} bits per sample, found ${found.precision} in the ${codec} stream`,
    );
  }
  if (!endsWithMarker(frame.bytes)) {
    throw new ImagingError(
      'truncated',
      `expected an end marker after the ${codec} stream, found none`,
    );
  }
}

/** Looks for FF D9, allowing for the padding that makes a fragment's length even. */
function endsWithMarker(bytes: Uint8Array): boolean {
  const tail = Math.max(1, bytes.length - 16);
  for (let at = bytes.length - 1; at >= tail; at--) {
    if (bytes[at] === 0xd9 && bytes[at - 1] === 0xff) return true;
  }
  return false;
}
