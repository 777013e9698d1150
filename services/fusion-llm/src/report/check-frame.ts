// SPDX-License-Identifier: Apache-2.0
import { DataType, Encoding, type Frame } from '@asarg/contracts';
import { ServiceFailure } from '@asarg/service-kit';
import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';

const maxSide = 1440;
const bytesOf = new Map<number, number>([
  [DataType.UINT8, 1],
  [DataType.UINT16, 2],
]);
const decompress = promisify(zstdDecompress);

/**
 * Checks that a frame is what the contract says, pixels and digest included: otherwise every
 * specialist would refuse it and the report would look like one of a broken mesh.
 * @throws ServiceFailure INVALID_ARGUMENT with what was expected and found.
 */
export async function checkFrame(frame: Frame | undefined): Promise<Frame> {
  if (frame === undefined) {
    throw invalid('frame', 'a radiograph', 'none');
  }
  const { width, height, dataType, digest } = frame;
  for (const [name, side] of Object.entries({ width, height })) {
    if (side < 1 || side > maxSide) {
      throw invalid(`frame.${name}`, `1 to ${maxSide}`, `${side}`);
    }
  }
  const elementBytes = bytesOf.get(dataType);
  if (elementBytes === undefined) {
    throw invalid('frame.data_type', 'UINT8 or UINT16', `enum value ${dataType}`);
  }
  const pixels = await decodedPixels(frame, width * height * elementBytes);
  const found = hash('sha256', pixels);
  if (found !== digest) {
    throw invalid('frame.digest', `the SHA-256 of the pixels, ${found}`, digest.slice(0, 64));
  }
  return frame;
}

async function decodedPixels(
  { encoding, pixels }: Frame,
  expectedBytes: number,
): Promise<Uint8Array> {
  const decoded = encoding === Encoding.ZSTD ? await unpacked(pixels, expectedBytes) : pixels;
  if (encoding !== Encoding.ZSTD && encoding !== Encoding.RAW) {
    throw invalid('frame.encoding', 'RAW or ZSTD', `enum value ${encoding}`);
  }
  if (decoded.byteLength !== expectedBytes) {
    throw invalid('frame.pixels', `${expectedBytes} bytes`, `${decoded.byteLength} bytes`);
  }
  return decoded;
}

async function unpacked(pixels: Uint8Array, maxOutputLength: number): Promise<Uint8Array> {
  try {
    return await decompress(pixels, { maxOutputLength });
  } catch {
    const expected = `a Zstandard frame of ${maxOutputLength} bytes`;
    throw invalid('frame.pixels', expected, `${pixels.byteLength} bytes that are none`);
  }
}

function invalid(field: string, expected: string, found: string): ServiceFailure {
  return new ServiceFailure('INVALID_ARGUMENT', `${field}: expected ${expected}, found ${found}`);
}
