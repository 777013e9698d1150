// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import { ClientGoneError, ProblemError } from './problem.js';

/** A multipart form with one image. */
export interface ImageForm {
  /** Bytes of the file in field `image`; at least one. */
  readonly image: Uint8Array;
  /** Text fields by name, as sent. */
  readonly fields: ReadonlyMap<string, string>;
}

/** Room for boundaries, part headers and text fields beside the image, in bytes. */
const envelopeBytes = 65_536;

const partLimits = { fields: 16, fieldNameSize: 64, fieldSize: 256, parts: 18, headerPairs: 32 };

/**
 * Reads the form while it arrives and keeps at most `maxBytes` of it. Throws ProblemError when it
 * is not a form with exactly one image, as soon as that is known; the rest of the body is then
 * still unread. Throws ClientGoneError when the client disconnects.
 */
export async function readImageForm(
  request: IncomingMessage,
  { maxBytes }: { readonly maxBytes: number },
): Promise<ImageForm> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBytes + envelopeBytes) throw tooLarge(maxBytes, `${announced} bytes`);
  const parser = openParser(request, maxBytes);
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    let chunks: Buffer[] | undefined;
    const fail = (error: Error): void => {
      request.unpipe(parser).off('close', onClose);
      chunks = undefined;
      parser.destroy();
      reject(error);
    };
    const onClose = (): void => {
      // A body that had arrived before it was read closes before the parser has done with it.
      if (!request.readableEnded) fail(new ClientGoneError('the client left while sending'));
    };
    parser.on('file', (name, file) => {
      // A form that broke off ends its open file with an error as well; the parser reports it.
      file.on('error', () => undefined);
      if (name !== 'image') return fail(unexpectedPart(name));
      if (chunks !== undefined) return fail(moreThanOne());
      const received: Buffer[] = [];
      chunks = received;
      collect(file, received, maxBytes, fail);
    });
    parser.on('field', (name, value, info) => {
      if (name === 'image') return fail(imageAsText());
      if (info.valueTruncated || fields.has(name)) return fail(badField(name));
      fields.set(name, value);
    });
    parser.on('filesLimit', () => fail(moreThanOne()));
    for (const event of ['partsLimit', 'fieldsLimit'] as const) {
      parser.on(event, () => fail(malformed(`more than ${partLimits.fields} fields`)));
    }
    parser.on('error', () => fail(malformed('a part that is cut off or malformed')));
    parser.on('close', () => {
      request.off('close', onClose);
      if (chunks === undefined) return reject(noImage());
      const image = Buffer.concat(chunks);
      if (image.length === 0) return reject(emptyImage());
      resolve({ image, fields });
    });
    request.once('close', onClose);
    request.pipe(parser);
  });
}

function openParser(request: IncomingMessage, maxBytes: number): busboy.Busboy {
  const type = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*;/i.test(type)) throw notAForm(type);
  try {
    const limits = { ...partLimits, files: 2, fileSize: maxBytes + 1 };
    return busboy({ headers: request.headers, limits });
  } catch {
    throw malformed('a Content-Type without a usable boundary');
  }
}

function collect(
  file: Readable,
  received: Buffer[],
  maxBytes: number,
  fail: (error: Error) => void,
): void {
  let bytes = 0;
  file.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      received.length = 0;
      file.removeAllListeners('data');
      fail(tooLarge(maxBytes, `more than ${maxBytes} bytes`));
    } else {
      received.push(chunk);
    }
  });
}

function tooLarge(maxBytes: number, found: string): ProblemError {
  const expected = `at most ${maxBytes} bytes`;
  const detail = `The image is larger than the ${maxBytes / 1_048_576} MiB this gateway accepts.`;
  return new ProblemError('upload-too-large', detail, { expected, found });
}

function notAForm(type: string): ProblemError {
  return new ProblemError('unsupported-media-type', 'A report is asked for with a form.', {
    expected: 'multipart/form-data with a file field "image"',
    found: /^[\w.+-]+\/[\w.+-]+/.exec(type)?.[0] ?? 'no content type',
    headers: { 'Accept-Post': 'multipart/form-data' },
  });
}

function malformed(found: string): ProblemError {
  return new ProblemError('malformed-multipart', 'The form could not be read.', {
    expected: 'a multipart/form-data body as in RFC 7578',
    found,
  });
}

function unexpectedPart(name: string | undefined): ProblemError {
  return new ProblemError('one-image-expected', 'The form has a file that is not the image.', {
    expected: 'one file, in field "image"',
    found: name === undefined ? 'a file without a field name' : 'a file in another field',
  });
}

function moreThanOne(): ProblemError {
  return new ProblemError('one-image-expected', 'The form has more than one file.', {
    expected: 'one file, in field "image"',
    found: 'at least two files',
  });
}

function imageAsText(): ProblemError {
  return new ProblemError('image-missing', 'Field "image" is text, not a file.', {
    expected: 'one file, in field "image"',
    found: 'a part without a filename',
  });
}

function badField(name: string): ProblemError {
  return new ProblemError('invalid-option', 'A field is repeated or too long.', {
    expected: `each field once, with at most ${partLimits.fieldSize} bytes`,
    found: /^\w{1,32}$/.test(name) ? `field "${name}" again or longer` : 'such a field',
  });
}

function noImage(): ProblemError {
  return new ProblemError('image-missing', 'The form has no image.', {
    expected: 'one file, in field "image"',
    found: 'no file',
  });
}

function emptyImage(): ProblemError {
  return new ProblemError('empty-image', 'The file in field "image" is empty.', {
    expected: 'a DICOM, PNG or JPEG file',
    found: '0 bytes',
  });
}
