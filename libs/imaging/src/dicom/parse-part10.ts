// SPDX-License-Identifier: Apache-2.0
import { inflateRawSync } from 'node:zlib';
import dicomParser, { type DataSet } from 'dicom-parser';
import { ImagingError } from '../imaging-error.js';

/** A parsed file: its data set and the transfer syntax its meta header names. */
export interface Part10File {
  readonly dataSet: DataSet;
  readonly transferSyntax: string;
  readonly byteOrder: 'little' | 'big';
}

const deflated = '1.2.840.10008.1.2.1.99';
const explicitBigEndian = '1.2.840.10008.1.2.2';
// A deflated file of some kilobytes can expand a thousandfold.
const maxInflatedBytes = 256 * 1024 * 1024;

/**
 * Parses a DICOM Part 10 file (PS3.10 7.1).
 * @throws ImagingError 'truncated' or 'corrupt'.
 */
export function parsePart10(bytes: Uint8Array): Part10File {
  const transferSyntax = parse(bytes, (input) =>
    dicomParser.readPart10Header(input).string('x00020010'),
  );
  if (!transferSyntax) {
    throw new ImagingError(
      'corrupt',
      'expected a transfer syntax UID (0002,0010) in the DICOM meta header, found none',
    );
  }
  const dataSet = parse(bytes, (input) =>
    dicomParser.parseDicom(input, { inflater: inflateDataSet }),
  );
  const end = dataSet.byteArray.length;
  for (const element of Object.values(dataSet.elements)) {
    // In a deflated file the meta elements' offsets refer to the file, not to the inflated data.
    if (element.tag.startsWith('x0002')) continue;
    if (element.dataOffset + element.length > end) {
      throw new ImagingError(
        'truncated',
        `expected ${element.length} bytes in element ${element.tag}, found ` +
          `${Math.max(0, end - element.dataOffset)} before the file ends`,
      );
    }
  }
  if (dataSet.warnings.some((warning) => warning.includes('missing sequence delimiter'))) {
    throw new ImagingError(
      'truncated',
      'expected a delimiter after the encapsulated pixel data, found the end of the file',
    );
  }
  return {
    dataSet,
    transferSyntax,
    byteOrder: transferSyntax === explicitBigEndian ? 'big' : 'little',
  };

  function inflateDataSet(file: Uint8Array, position: number): Uint8Array {
    if (transferSyntax !== deflated) return file;
    const inflated = inflateRawSync(file.subarray(position), { maxOutputLength: maxInflatedBytes });
    return new Uint8Array(inflated.buffer, inflated.byteOffset, inflated.length);
  }
}

/** Runs the parser; it throws strings, Errors and objects, and its texts may quote the file. */
function parse<T>(bytes: Uint8Array, read: (bytes: Uint8Array) => T): T {
  try {
    return read(bytes);
  } catch (reason) {
    const text = describe(reason);
    if (/ERR_BUFFER_TOO_LARGE|larger than/.test(text)) {
      throw new ImagingError(
        'too-large',
        `expected at most ${maxInflatedBytes} bytes after inflating, found more`,
      );
    }
    if (/past end|overread|overrun|eof|position|unexpected end/i.test(text)) {
      throw new ImagingError(
        'truncated',
        `expected a complete DICOM data set, found the end of the file after ${bytes.length} bytes`,
      );
    }
    throw new ImagingError(
      'corrupt',
      'expected a well-formed DICOM Part 10 data set, found elements that cannot be parsed',
    );
  }
}

function describe(reason: unknown): string {
  if (typeof reason === 'string') return reason;
  if (reason instanceof Error)
    return `${'code' in reason ? String(reason.code) : ''} ${reason.message}`;
  const exception = (reason as { exception?: unknown } | null)?.exception;
  return exception === undefined ? '' : describe(exception);
}
