// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { type Radiograph, readRadiograph } from '../src/index.js';
import { dicomFixture, type FixtureOptions, words } from './support/dicom-fixture.js';

const read = (values: number[], options: FixtureOptions = {}): Promise<Radiograph> =>
  readRadiograph(
    dicomFixture({ columns: values.length, rows: 1, pixelData: words(values), ...options }),
  );

const modalityOf = ({ display, pixels }: Radiograph): number[] =>
  Array.from(pixels, (pixel) => display.slope * pixel + display.intercept);

describe('canonical@1', () => {
  it('keeps MONOCHROME2 as it is', async () => {
    const radiograph = await read([0, 1, 2048, 4095]);

    expect([...radiograph.pixels]).toEqual([0, 1, 2048, 4095]);
    expect(radiograph.display).toMatchObject({ slope: 1, intercept: 0, inverted: false });
  });

  it('inverts MONOCHROME1 within the stored range', async () => {
    const radiograph = await read([0, 1, 2048, 4095], { photometric: 'MONOCHROME1' });

    expect([...radiograph.pixels]).toEqual([4095, 4094, 2047, 0]);
    expect(radiograph.display.inverted).toBe(true);
    expect(modalityOf(radiograph)).toEqual([0, 1, 2048, 4095]);
  });

  it('takes an INVERSE presentation shape and MONOCHROME1 as one inversion', async () => {
    const inverse = { '20500020': { vr: 'CS', value: 'INVERSE' } };

    const both = await read([0, 4095], { photometric: 'MONOCHROME1', elements: inverse });
    const shape = await read([0, 4095], { elements: inverse });

    expect([...both.pixels]).toEqual([4095, 0]);
    expect([...shape.pixels]).toEqual([4095, 0]);
  });

  it('moves signed pixels to an unsigned range', async () => {
    const radiograph = await read([-2048, -1, 0, 2047], { signed: true });

    expect([...radiograph.pixels]).toEqual([0, 2047, 2048, 4095]);
    expect(modalityOf(radiograph)).toEqual([-2048, -1, 0, 2047]);
  });

  it('ignores bits above the stored ones, and below them if the high bit says so', async () => {
    const overlays = await read([0xf001, 0x1fff]);
    const shifted = await read([0x7ff0, 0x0010], {
      elements: { '00280102': { vr: 'US', value: 15 } },
    });

    expect([...overlays.pixels]).toEqual([0x001, 0xfff]);
    expect([...shifted.pixels]).toEqual([0x7ff, 0x001]);
  });

  it('keeps integers under a positive slope and says how to get modality values', async () => {
    const radiograph = await read([0, 100], {
      elements: {
        '00281053': { vr: 'DS', value: '0.5' },
        '00281052': { vr: 'DS', value: '-10' },
      },
    });

    expect([...radiograph.pixels]).toEqual([0, 100]);
    expect(modalityOf(radiograph)).toEqual([-10, 40]);
  });

  it('flips the range under a negative slope, and not at all if MONOCHROME1 flips it again', async () => {
    const elements = { '00281053': { vr: 'DS', value: '-10' } };

    const once = await read([0, 4095], { elements });
    const twice = await read([0, 4095], { elements, photometric: 'MONOCHROME1' });

    expect([...once.pixels]).toEqual([4095, 0]);
    expect(modalityOf(once)).toEqual([0, -40_950]);
    expect([...twice.pixels]).toEqual([0, 4095]);
    expect(modalityOf(twice)).toEqual([0, -40_950]);
  });

  it('applies a modality LUT', async () => {
    const lut = [
      { tag: '00283002', vr: 'US', value: [4, 10, 8] },
      { tag: '00283006', vr: 'US', value: [5, 6, 7, 200] },
    ];
    const radiograph = await read([0, 11, 13, 4000], {
      elements: { '00283000': { vr: 'SQ', value: [lut] } },
    });

    expect(radiograph.bits).toBe(8);
    expect([...radiograph.pixels]).toEqual([5, 6, 200, 200]);
  });

  it('gives padding the darkest value that occurs', async () => {
    const padding = { '00280120': { vr: 'US', value: 4095 } };

    const radiograph = await read([4095, 300, 500, 4095], { elements: padding });

    expect([...radiograph.pixels]).toEqual([300, 300, 500, 300]);
  });

  it('reads spacing, view and warnings, and no names', async () => {
    const radiograph = await read([1, 2], {
      elements: {
        '00181164': { vr: 'DS', value: '0.2\\0.1' },
        '00280301': { vr: 'CS', value: 'YES' },
        '00180015': { vr: 'CS', value: 'KNEE' },
        '00185101': { vr: 'CS', value: 'LL' },
      },
    });

    expect(radiograph.spacing).toEqual({ rowMm: 0.2, columnMm: 0.1 });
    expect(radiograph.view).toBe('LL');
    expect(radiograph.warnings).toHaveLength(3);
    expect(radiograph.warnings[0]).toMatch(/Burned In Annotation is YES/);
    expect(JSON.stringify(radiograph)).not.toMatch(/CANARY/);
  });

  it('warns of a chest whose lungs are brighter than its middle, and changes nothing', async () => {
    const columns = 100;
    const rows = 100;
    const chest = Uint16Array.from({ length: columns * rows }, (_, i) =>
      Math.abs((i % columns) - 50) < 8 ? 3000 : 1000,
    );
    const options = { columns, rows, pixelData: words(chest) };

    const upright = await readRadiograph(dicomFixture(options));
    const inverted = await readRadiograph(dicomFixture({ ...options, photometric: 'MONOCHROME1' }));

    expect(upright.warnings).toEqual([]);
    expect(inverted.warnings).toEqual([expect.stringMatching(/looks inverted/)]);
    expect(inverted.pixels[0]).toBe(3095);
  });
});
