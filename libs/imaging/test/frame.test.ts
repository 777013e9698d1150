// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyPixelProfile,
  frameFromMessage,
  frameMessage,
  type ModelFrame,
  type Radiograph,
  readRadiograph,
  toFrame,
} from '../src/index.js';
import { pixelDigest } from '../src/pixel-digest.js';
import { dicomFixture, testPattern, words } from './support/dicom-fixture.js';
import { refusal } from './support/refusal.js';

const radiographOf = (pixels: Uint8Array | Uint16Array, width: number): Radiograph => ({
  width,
  height: pixels.length / width,
  bits: 16,
  pixels,
  source: 'dicom',
  spacing: { columnMm: 0.1, rowMm: 0.2 },
  display: { slope: 1, intercept: 0, inverted: false },
  warnings: [],
  digest: pixelDigest(pixels),
});

describe('toFrame', () => {
  it('leaves an image of up to 1440 pixels as it is', async () => {
    const pixels = testPattern(64, 48, 12);
    const radiograph = await readRadiograph(
      dicomFixture({ columns: 64, rows: 48, pixelData: words(pixels) }),
    );

    const frame = toFrame(radiograph);

    expect(frame).toMatchObject({ width: 64, height: 48, scale: 1, digest: radiograph.digest });
  });

  it('averages blocks and, at the edge, what is left of them', () => {
    // 1441 columns: scale 2, the last block is one column wide.
    const pixels = new Uint16Array(1441 * 3).map((_, i) => (i % 1441) + 10 * Math.floor(i / 1441));

    const frame = toFrame(radiographOf(pixels, 1441));

    expect(frame).toMatchObject({ width: 721, height: 2, scale: 2 });
    expect(frame.spacing).toEqual({ columnMm: 0.2, rowMm: 0.4 });
    expect(frame.pixels[0]).toBe(6); // mean of 0, 1, 10, 11 is 5.5
    expect(frame.pixels[720]).toBe(1445); // mean of 1440 and 1450
    expect(frame.pixels[721]).toBe(21); // one row: mean of 20 and 21 is 20.5
    expect(frame.digest).toBe(pixelDigest(frame.pixels));
  });
});

describe('rank-squash@1', () => {
  // Goldens made with the training code's numpy reference on the same pattern; tolerance 1e-4.
  it.each([
    [
      16,
      12,
      [-1.72303, -1.686945, -1.23589, -0.315738],
      [-1.145679, 1.686945, 1.72303],
      5666.458336580545,
    ],
    [
      100,
      90,
      [-1.731858, -1.730704, -1.70453, -1.722813],
      [-1.21436, 1.722813, 1.730319],
      10_959_687.123294752,
    ],
  ])('agrees with the training code at %i x %i', (width, height, first, last, moment) => {
    const frame = { width: 61, height: 47, pixels: testPattern(61, 47, 12) };

    const { data, affine } = applyPixelProfile('rank-squash@1', frame, width, height);

    expect(data).toHaveLength(width * height);
    [0, 1, 7, 8].forEach((at, i) => expect(data[at]).toBeCloseTo(first[i]!, 4));
    [data.length / 2, data.length - 2, data.length - 1].forEach((at, i) =>
      expect(data[at]).toBeCloseTo(last[i]!, 4),
    );
    const found = data.reduce((sum, value, i) => sum + value * i, 0);
    expect(Math.abs(found / moment - 1)).toBeLessThan(1e-4);
    expect(affine).toEqual({ xx: 61 / width, xy: 0, x0: 0, yx: 0, yy: 47 / height, y0: 0 });
  });

  it('is all zeros for a flat image', () => {
    const frame = { width: 5, height: 5, pixels: new Uint8Array(25).fill(7) };

    expect(applyPixelProfile('rank-squash@1', frame, 4, 4).data.every((v) => v === 0)).toBe(true);
  });

  it('lists the known profiles when asked for another', async () => {
    const frame = { width: 1, height: 1, pixels: new Uint8Array(1) };

    const error = await refusal((async () => applyPixelProfile('toString', frame, 4, 4))());

    expect(error.code).toBe('unsupported');
    expect(error.message).toBe(
      'expected a pixel profile among rank-squash@1, linear@1; found toString',
    );
  });
});

describe('frame message', () => {
  const frames = fc
    .record({
      width: fc.integer({ min: 1, max: 40 }),
      height: fc.integer({ min: 1, max: 40 }),
      wide: fc.boolean(),
      seed: fc.integer(),
    })
    .map(({ width, height, wide, seed }): ModelFrame => {
      const values = Array.from(
        { length: width * height },
        (_, i) => Math.imul(i + seed, 40_503) & 0xffff,
      );
      const pixels = wide ? Uint16Array.from(values) : Uint8Array.from(values);
      return {
        width,
        height,
        pixels,
        digest: pixelDigest(pixels),
        scale: 1,
        spacing: { columnMm: 0.5, rowMm: 0.25 },
      };
    });

  it('comes back the same, raw or compressed', () => {
    fc.assert(
      fc.property(frames, fc.constantFrom('raw' as const, 'zstd' as const), (frame, encoding) => {
        expect(frameFromMessage(frameMessage(frame, { encoding }))).toEqual(frame);
      }),
    );
  });

  it('with one changed byte is refused', () => {
    fc.assert(
      fc.property(frames, fc.nat(), fc.integer({ min: 1, max: 255 }), (frame, at, change) => {
        const message = frameMessage(frame);
        const pixels = message.pixels.slice();
        pixels[at % pixels.length]! ^= change;
        expect(() => frameFromMessage({ ...message, pixels })).toThrow(/expected frame digest/);
      }),
    );
  });

  it.each([
    ['too-large', { width: 1441 }],
    ['corrupt', { height: 0 }],
    ['unsupported', { dataType: 1 }],
    ['unsupported', { encoding: 9 }],
    ['truncated', { width: 3 }],
    ['corrupt', { height: 1 }],
    ['corrupt', { encoding: 2 }],
    ['corrupt', { digest: 'x' }],
  ])('is refused as %s: %o', async (code, change) => {
    const pixels = Uint8Array.of(1, 2, 3, 4);
    const message = frameMessage({
      width: 2,
      height: 2,
      pixels,
      digest: pixelDigest(pixels),
      scale: 1,
    });

    const error = await refusal((async () => frameFromMessage({ ...message, ...change }))());

    expect(error.code).toBe(code);
  });

  it('does not inflate more than the frame holds', async () => {
    const zeros = new Uint8Array(1000 * 1000);
    const bomb = frameMessage(
      { width: 1000, height: 1000, pixels: zeros, digest: '', scale: 1 },
      { encoding: 'zstd' },
    );

    const error = await refusal((async () => frameFromMessage({ ...bomb, width: 2, height: 2 }))());

    expect(error.code).toBe('corrupt');
  });

  it('uses the numbers of the proto', () => {
    const proto = readFileSync(
      new URL('../../../proto/asarg/tensor/v1/tensor.proto', import.meta.url),
      'utf8',
    );

    for (const line of [
      'DATA_TYPE_UINT8 = 3;',
      'DATA_TYPE_UINT16 = 4;',
      'ENCODING_RAW = 1;',
      'ENCODING_ZSTD = 2;',
    ]) {
      expect(proto).toContain(line);
    }
  });
});
