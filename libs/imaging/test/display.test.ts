// SPDX-License-Identifier: Apache-2.0
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readRadiograph, renderDisplay } from '../src/index.js';
import { dicomFixture, type FixtureOptions, testPattern, words } from './support/dicom-fixture.js';

async function shown(values: number[], options: FixtureOptions = {}): Promise<number[]> {
  const radiograph = await readRadiograph(
    dicomFixture({ columns: values.length, rows: 1, pixelData: words(values), ...options }),
  );
  const png = await renderDisplay(radiograph);
  return [...(await sharp(png).toColourspace('b-w').raw().toBuffer())];
}

const window = (
  center: number,
  width: number,
  voiFunction?: string,
): NonNullable<FixtureOptions['elements']> => ({
  '00281050': { vr: 'DS', value: String(center) },
  '00281051': { vr: 'DS', value: String(width) },
  ...(voiFunction ? { '00281056': { vr: 'CS', value: voiFunction } } : {}),
});

describe('display rendering', () => {
  it('applies a linear window as the standard defines it', async () => {
    // PS3.3 C.11.2.1.2.1: c = 2048, w = 4096 maps 0 to 0 and 4095 to the top.
    expect(await shown([0, 2048, 4095], { elements: window(2048, 4096) })).toEqual([0, 128, 255]);
    expect(await shown([99, 100, 101], { elements: window(100, 1) })).toEqual([0, 255, 255]);
  });

  it('applies LINEAR_EXACT and SIGMOID', async () => {
    const exact = await shown([0, 100, 200], { elements: window(100, 200, 'LINEAR_EXACT') });
    const sigmoid = await shown([0, 100, 200], { elements: window(100, 200, 'SIGMOID') });

    expect(exact).toEqual([0, 128, 255]);
    expect(sigmoid).toEqual([30, 128, 225]);
  });

  it('inverts MONOCHROME1 after the window', async () => {
    const elements = window(1000, 1001);

    const two = await shown([0, 600, 1000, 4095], { elements });
    const one = await shown([0, 600, 1000, 4095], { elements, photometric: 'MONOCHROME1' });

    expect(one).toEqual(two.map((value) => 255 - value));
  });

  it('applies the window to modality values', async () => {
    const elements = {
      ...window(-500, 1000, 'LINEAR_EXACT'),
      '00281052': { vr: 'DS', value: '-1000' },
      '00281053': { vr: 'DS', value: '2' },
    };

    expect(await shown([0, 250, 500], { elements })).toEqual([0, 128, 255]);
  });

  it('prefers a VOI LUT to the window', async () => {
    const lut = [
      { tag: '00283002', vr: 'US', value: [3, 100, 8] },
      { tag: '00283006', vr: 'US', value: [10, 90, 250] },
    ];
    const elements = { ...window(1, 2), '00283010': { vr: 'SQ', value: [lut] } };

    expect(await shown([0, 101, 4000], { elements })).toEqual([10, 90, 250]);
  });

  it('shows the middle 99 per cent without a window, air dark for MONOCHROME1 too', async () => {
    const values = Array.from({ length: 1001 }, (_, i) => 1000 + i);

    const two = await shown(values);
    const one = await shown(values, { photometric: 'MONOCHROME1' });

    expect([two[0], two[5], two[500], two[995], two[1000]]).toEqual([0, 0, 128, 255, 255]);
    expect(one[0]).toBe(255);
    expect(one[1000]).toBe(0);
  });

  it('is made smaller on request and never larger', async () => {
    const radiograph = await readRadiograph(
      dicomFixture({ columns: 64, rows: 32, pixelData: words(testPattern(64, 32, 12)) }),
    );

    const small = await sharp(await renderDisplay(radiograph, { maxSide: 16 })).metadata();
    const large = await sharp(await renderDisplay(radiograph, { maxSide: 600 })).metadata();

    expect([small.width, small.height, small.channels]).toEqual([16, 8, 1]);
    expect([large.width, large.height]).toEqual([64, 32]);
  });
});
