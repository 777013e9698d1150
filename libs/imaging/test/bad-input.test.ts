// SPDX-License-Identifier: Apache-2.0
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type ImagingErrorCode, readRadiograph } from '../src/index.js';
import {
  dicomFixture,
  type FixtureOptions,
  syntaxes,
  testPattern,
  words,
} from './support/dicom-fixture.js';
import { encodeRle } from './support/encode-rle.js';
import { encodeJpeg2000, encodeJpegLs } from './support/encode-wasm.js';
import { encodeJpegLossless } from './support/encode-jpeg-lossless.js';
import { refusal } from './support/refusal.js';

const pixels = testPattern(16, 16, 12);
const good: FixtureOptions = { columns: 16, rows: 16, pixelData: words(pixels) };
const us = (value: number): { vr: string; value: number } => ({ vr: 'US', value });

/** A PNG that only announces its size. */
function pngHeader(width: number, height: number): Uint8Array {
  const png = Buffer.alloc(64);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]).copy(png);
  png.write('IHDR', 12);
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  png.set([8, 0], 24);
  return png;
}

describe('a bad file', () => {
  const cases: [string, ImagingErrorCode, RegExp, Uint8Array][] = [
    ['empty', 'empty', /found an empty file/, new Uint8Array()],
    ['text', 'unrecognised', /found text of 11 bytes/, Buffer.from('hello world')],
    ['a PDF', 'unrecognised', /found a PDF/, Buffer.from('%PDF-1.7\n')],
    ['no pixels', 'no-pixels', /found none/, dicomFixture({})],
    [
      'frames',
      'multi-frame',
      /expected 1 frame, found 2/,
      dicomFixture({ ...good, elements: { '00280008': { vr: 'IS', value: '2' } } }),
    ],
    [
      'RGB',
      'colour',
      /found 3 samples per pixel and RGB/,
      dicomFixture({ ...good, photometric: 'RGB', elements: { '00280002': us(3) } }),
    ],
    ['palette', 'colour', /PALETTE COLOR/, dicomFixture({ ...good, photometric: 'PALETTE COLOR' })],
    [
      'short pixels',
      'truncated',
      /expected 640 bytes .* found 512/,
      dicomFixture({ ...good, rows: 20 }),
    ],
    [
      'no rows',
      'corrupt',
      /expected Rows/,
      dicomFixture({ ...good, elements: { '00280010': undefined } }),
    ],
    ['zero rows', 'corrupt', /at least 1 x 1/, dicomFixture({ ...good, rows: 0 })],
    [
      'huge',
      'too-large',
      /found 60000 x 60000/,
      dicomFixture({ ...good, rows: 60_000, columns: 60_000 }),
    ],
    ['32 bits', 'unsupported', /found 32/, dicomFixture({ ...good, bitsAllocated: 32 })],
    [
      'stored over allocated',
      'corrupt',
      /found 20 stored/,
      dicomFixture({ ...good, bitsStored: 20 }),
    ],
    [
      'no photometric',
      'corrupt',
      /Photometric Interpretation/,
      dicomFixture({ ...good, elements: { '00280004': undefined } }),
    ],
    [
      'native in RLE',
      'corrupt',
      /expected encapsulated/,
      dicomFixture({ ...good, transferSyntax: syntaxes.rle }),
    ],
    [
      '30000 px PNG',
      'too-large',
      /found 30000 x 30000 \(900 megapixels\)/,
      pngHeader(30_000, 30_000),
    ],
    ['9000 px PNG', 'too-large', /81 megapixels/, pngHeader(9000, 9000)],
    ['cut PNG', 'truncated', /PNG/, pngHeader(10, 10).subarray(0, 20)],
    ['cut JPEG', 'truncated', /JPEG/, Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 4)],
  ];

  it.each(cases)('%s is refused as %s', async (_, code, message, bytes) => {
    const error = await refusal(readRadiograph(bytes));

    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^expected/);
    expect(error.message).not.toMatch(/CANARY/);
  });

  it('names an unsupported transfer syntax and the supported ones', async () => {
    const bytes = dicomFixture({
      transferSyntax: syntaxes.jpegExtended,
      pixelData: { fragments: [Uint8Array.of(1, 2)] },
    });

    const error = await refusal(readRadiograph(bytes));

    expect(error.code).toBe('unsupported-transfer-syntax');
    expect(error.message).toMatch(/found 1\.2\.840\.10008\.1\.2\.4\.51$/);
    expect(error.message).toMatch(/JPEG 2000 \(1\.2\.840\.10008\.1\.2\.4\.90/);
  });

  it('is refused by its PNG header within milliseconds', async () => {
    const started = performance.now();

    await refusal(readRadiograph(pngHeader(30_000, 30_000)));

    expect(performance.now() - started).toBeLessThan(50);
  });

  it('that inflates without end is refused', async () => {
    const file = dicomFixture({ transferSyntax: syntaxes.deflated });
    const head = file.subarray(0, 132 + 200);
    const bomb = deflateSync(Buffer.alloc(300 * 1024 * 1024)).subarray(2, -4);

    const error = await refusal(readRadiograph(Buffer.concat([metaHeaderOf(head), bomb])));

    expect(error.code).toBe('too-large');
  });
});

/** Preamble, prefix and group 0002 of a file, by its group length. */
function metaHeaderOf(file: Uint8Array): Uint8Array {
  const length = Buffer.from(file).readUInt32LE(132 + 8);
  return file.subarray(0, 132 + 12 + length);
}

describe('a file cut anywhere', () => {
  it('is refused, never half read', async () => {
    const coded = {
      [syntaxes.rle]: encodeRle(pixels),
      [syntaxes.jpegLossless70]: encodeJpegLossless(pixels, 16, 16, 12, 1),
      [syntaxes.jpegLs]: await encodeJpegLs(pixels, 16, 16, 12),
      [syntaxes.jpeg2000]: await encodeJpeg2000(pixels, 16, 16, 12),
    };
    const files = [
      dicomFixture(good),
      dicomFixture({ ...good, transferSyntax: syntaxes.implicit }),
      dicomFixture({ ...good, transferSyntax: syntaxes.deflated }),
      ...Object.entries(coded).map(([transferSyntax, fragment]) =>
        dicomFixture({ ...good, transferSyntax, pixelData: { fragments: [fragment] } }),
      ),
    ];
    for (const file of files) {
      expect((await readRadiograph(file)).width).toBe(16);
      for (let length = 1; length < file.length - 8; length += 13) {
        const error = await refusal(readRadiograph(file.slice(0, length)));
        if (length > file.length / 2) {
          expect(['truncated', 'no-pixels', 'corrupt']).toContain(error.code);
        }
      }
      expect((await refusal(readRadiograph(file.slice(0, -20)))).code).toBe('truncated');
    }
  });

  it('is refused as a PNG or JPEG too', async () => {
    const image = sharp(Uint8Array.from(testPattern(64, 64, 8)), {
      raw: { width: 64, height: 64, channels: 1 },
    });
    for (const file of [
      await image.clone().png().toBuffer(),
      await image.clone().jpeg().toBuffer(),
    ]) {
      const error = await refusal(readRadiograph(file.subarray(0, file.length / 2)));
      expect(error.code).toBe('truncated');
    }
  });
});

describe('a damaged codestream', () => {
  it('never ends in anything but a picture or an ImagingError', async () => {
    const streams = {
      [syntaxes.jpegLossless70]: encodeJpegLossless(pixels, 16, 16, 12, 1),
      [syntaxes.jpegLs]: await encodeJpegLs(pixels, 16, 16, 12),
      [syntaxes.jpeg2000]: await encodeJpeg2000(pixels, 16, 16, 12),
    };
    for (const [transferSyntax, stream] of Object.entries(streams)) {
      for (let at = 0; at < stream.length; at += 3) {
        const damaged = stream.slice();
        damaged[at]! ^= 0x5a;
        const file = dicomFixture({ ...good, transferSyntax, pixelData: { fragments: [damaged] } });
        const outcome = await readRadiograph(file).then(
          (radiograph) => radiograph.pixels.length,
          (error: Error) => error.name,
        );
        expect([256, 'ImagingError']).toContain(outcome);
      }
      const intact = dicomFixture({ ...good, transferSyntax, pixelData: { fragments: [stream] } });
      expect((await readRadiograph(intact)).pixels).toEqual(pixels);
    }
  });

  it('that announces another size than the DICOM header is refused before decoding', async () => {
    const stream = await encodeJpeg2000(pixels, 16, 16, 12);
    const file = dicomFixture({
      transferSyntax: syntaxes.jpeg2000,
      columns: 16,
      rows: 15,
      pixelData: { fragments: [stream] },
    });

    const error = await refusal(readRadiograph(file));

    expect(error.code).toBe('corrupt');
    expect(error.message).toMatch(/expected 16 x 15 .* found 16 x 16/);
  });
});
