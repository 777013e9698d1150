// SPDX-License-Identifier: Apache-2.0
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readRadiograph } from '../src/index.js';
import { dicomFixture, syntaxes, testPattern, words } from './support/dicom-fixture.js';
import { encodeJpegLossless } from './support/encode-jpeg-lossless.js';
import { encodeRle } from './support/encode-rle.js';
import { encodeJpeg2000, encodeJpegLs } from './support/encode-wasm.js';

const columns = 61;
const rows = 47;

describe('uncompressed pixels', () => {
  const pixels = testPattern(columns, rows, 12);

  it.each(['implicit', 'explicit', 'deflated'] as const)(
    'come back bit-identical: %s',
    async (name) => {
      const bytes = dicomFixture({
        transferSyntax: syntaxes[name],
        columns,
        rows,
        pixelData: words(pixels),
      });

      const radiograph = await readRadiograph(bytes);

      expect(radiograph).toMatchObject({ width: columns, height: rows, bits: 12, source: 'dicom' });
      expect(radiograph.transferSyntax).toBe(syntaxes[name]);
      expect(radiograph.pixels).toEqual(pixels);
    },
  );

  it('are swapped when big endian', async () => {
    const swapped = Buffer.from(words(pixels).bytes).swap16();
    const bytes = dicomFixture({
      transferSyntax: syntaxes.bigEndian,
      columns,
      rows,
      pixelData: { vr: 'OW', bytes: swapped },
    });

    expect((await readRadiograph(bytes)).pixels).toEqual(pixels);
  });

  it('are swapped in pairs when big endian, 8-bit and OW, not when OB', async () => {
    const read = async (vr: 'OB' | 'OW'): Promise<number[]> => {
      const radiograph = await readRadiograph(
        dicomFixture({
          transferSyntax: syntaxes.bigEndian,
          columns: 3,
          rows: 1,
          bitsAllocated: 8,
          bitsStored: 8,
          pixelData: { vr, bytes: Uint8Array.of(1, 2, 3, 4) },
        }),
      );
      return [...radiograph.pixels];
    };

    expect(await read('OW')).toEqual([2, 1, 4]);
    expect(await read('OB')).toEqual([1, 2, 3]);
  });
});

describe('lossless compression', () => {
  const read = async (
    transferSyntax: string,
    bits: number,
    fragments: Uint8Array[],
    signed = false,
  ): Promise<ArrayLike<number>> => {
    const radiograph = await readRadiograph(
      dicomFixture({
        transferSyntax,
        columns,
        rows,
        bitsAllocated: bits > 8 ? 16 : 8,
        bitsStored: bits,
        signed,
        pixelData: { fragments },
      }),
    );
    return radiograph.pixels;
  };

  it.each([8, 12, 16])('RLE, %i bits', async (bits) => {
    const pattern = testPattern(columns, rows, bits);
    const pixels = bits === 8 ? Uint8Array.from(pattern) : pattern;

    expect(await read(syntaxes.rle, bits, [encodeRle(pixels)])).toEqual(pixels);
  });

  it.each([
    [syntaxes.jpegLossless70, 12, 1],
    [syntaxes.jpegLossless70, 16, 1],
    [syntaxes.jpegLossless57, 14, 2],
  ] as const)('JPEG lossless %s, %i bits, predictor %i', async (uid, bits, predictor) => {
    const pixels = testPattern(columns, rows, bits);
    const stream = encodeJpegLossless(pixels, columns, rows, bits, predictor);

    expect(await read(uid, bits, [stream])).toEqual(pixels);
  });

  it.each([8, 10, 12, 16])('JPEG-LS, %i bits', async (bits) => {
    const pattern = testPattern(columns, rows, bits);
    const pixels = bits === 8 ? Uint8Array.from(pattern) : pattern;
    const stream = await encodeJpegLs(pixels, columns, rows, bits);

    expect(await read(syntaxes.jpegLs, bits, [stream])).toEqual(pixels);
  });

  it.each([8, 12, 15, 16])('JPEG 2000, %i bits', async (bits) => {
    const pattern = testPattern(columns, rows, bits);
    const pixels = bits === 8 ? Uint8Array.from(pattern) : pattern;
    const stream = await encodeJpeg2000(pixels, columns, rows, bits);

    expect(await read(syntaxes.jpeg2000, bits, [stream])).toEqual(pixels);
  });

  it('JPEG 2000 with signed samples', async () => {
    const pattern = testPattern(columns, rows, 12);
    const stream = await encodeJpeg2000(
      Int16Array.from(pattern, (value) => value - 2048),
      columns,
      rows,
      12,
    );

    expect(await read(syntaxes.jpeg2000, 12, [stream], true)).toEqual(pattern);
  });

  it('one frame in several fragments', async () => {
    const pixels = testPattern(columns, rows, 12);
    const stream = await encodeJpegLs(pixels, columns, rows, 12);
    const cut = 2 * Math.floor(stream.length / 4);

    const fragments = [stream.slice(0, cut), stream.slice(cut)];

    expect(await read(syntaxes.jpegLs, 12, fragments)).toEqual(pixels);
  });
});

describe('JPEG baseline', () => {
  it('comes back as its decoder sees it', async () => {
    const pixels = Uint8Array.from(testPattern(columns, rows, 8));
    const stream = await sharp(pixels, { raw: { width: columns, height: rows, channels: 1 } })
      .jpeg({ quality: 100 })
      .toColourspace('b-w')
      .toBuffer();
    const radiograph = await readRadiograph(
      dicomFixture({
        transferSyntax: syntaxes.jpegBaseline,
        columns,
        rows,
        bitsAllocated: 8,
        bitsStored: 8,
        pixelData: { fragments: [stream] },
      }),
    );

    expect(radiograph.bits).toBe(8);
    const worst = Math.max(...radiograph.pixels.map((value, i) => Math.abs(value - pixels[i]!)));
    expect(worst).toBeLessThanOrEqual(3);
  });
});
