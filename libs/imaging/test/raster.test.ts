// SPDX-License-Identifier: Apache-2.0
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodePng16, readRadiograph, renderDisplay } from '../src/index.js';
import { testPattern } from './support/dicom-fixture.js';
import { refusal } from './support/refusal.js';

const width = 40;
const height = 24;
const grey = Uint8Array.from(testPattern(width, height, 8));

const interleaved = (
  change: (value: number, channel: number) => number,
  channels = 3,
): Uint8Array =>
  Uint8Array.from({ length: grey.length * channels }, (_, i) =>
    change(grey[Math.floor(i / channels)]!, i % channels),
  );

const png = (pixels: Uint8Array, channels: 1 | 3 | 4): Promise<Uint8Array> =>
  sharp(pixels, { raw: { width, height, channels } }).png().toBuffer();

describe('PNG', () => {
  it('comes back bit-identical with 16 bits', async () => {
    const pixels = testPattern(width, height, 16);

    const radiograph = await readRadiograph(await encodePng16(pixels, width, height));

    expect(radiograph).toMatchObject({ width, height, bits: 16, source: 'png' });
    expect(radiograph.pixels).toEqual(pixels);
    expect(radiograph.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('comes back bit-identical with 8 bits, and is displayed as it is', async () => {
    const file = await sharp(grey, { raw: { width, height, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();

    const radiograph = await readRadiograph(file);
    const shown = await sharp(await renderDisplay(radiograph))
      .toColourspace('b-w')
      .raw()
      .toBuffer();

    expect(radiograph.bits).toBe(8);
    expect(radiograph.pixels).toEqual(grey);
    expect(Uint8Array.from(shown)).toEqual(grey);
  });

  it('with three equal channels is grey, with or without alpha', async () => {
    const rgb = await readRadiograph(
      await png(
        interleaved((value) => value),
        3,
      ),
    );
    const rgba = await readRadiograph(
      await png(
        interleaved((value, channel) => (channel === 3 ? 100 : value), 4),
        4,
      ),
    );

    expect(rgb.pixels).toEqual(grey);
    expect(rgba.pixels).toEqual(grey);
  });

  it('in colour is refused', async () => {
    const tinted = await png(
      interleaved((value, channel) => (channel === 0 ? value : Math.max(0, value - 30))),
      3,
    );

    const error = await refusal(readRadiograph(tinted));

    expect(error.code).toBe('colour');
    expect(error.message).toMatch(/found colour in \d+ of 960 pixels/);
  });
});

describe('JPEG', () => {
  it('is turned upright by its EXIF orientation', async () => {
    const file = await sharp(grey, { raw: { width, height, channels: 1 } })
      .jpeg({ quality: 95 })
      .withMetadata({ orientation: 6 })
      .toBuffer();

    const radiograph = await readRadiograph(file);

    expect(radiograph).toMatchObject({ width: height, height: width, source: 'jpeg' });
    // Orientation 6: the stored left bottom corner is shown at the top left.
    expect(Math.abs(radiograph.pixels[0]! - grey[(height - 1) * width]!)).toBeLessThan(16);
  });

  it('stored in colour but grey is accepted', async () => {
    const file = await sharp(
      interleaved((value) => value),
      { raw: { width, height, channels: 3 } },
    )
      .jpeg({ quality: 95 })
      .toBuffer();

    expect((await readRadiograph(file)).bits).toBe(8);
  });

  it('in ink colours is refused', async () => {
    const file = await sharp(grey, { raw: { width, height, channels: 1 } })
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer();

    expect((await refusal(readRadiograph(file))).code).toBe('colour');
  });
});
