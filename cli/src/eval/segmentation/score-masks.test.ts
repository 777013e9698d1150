// SPDX-License-Identifier: Apache-2.0
import { readRadiograph } from '@asarg/imaging';
import { describe, expect, it } from 'vitest';
import { contactSheet } from './contact-sheet.js';
import { scoreFilm } from './score-masks.js';
import type { SegmentedFilm } from './segment-film.js';

const [width, height] = [6, 1];
const radiograph = {
  width,
  height,
  pixels: Uint8Array.of(0, 50, 100, 150, 200, 250),
} as SegmentedFilm['radiograph'];

function film(masks: Readonly<Record<number, readonly number[]>>, ratio?: number): SegmentedFilm {
  return {
    radiograph,
    ratio,
    mask: (id) => (masks[id] ? { width, height, values: masks[id] } : undefined),
  };
}

describe('scoreFilm', () => {
  it('reads the bits of the truth, and leaves out what it or the segmenter lacks', () => {
    const truth = { width, height, values: [1, 1 | 4, 4, 4, 2 | 4, 2] };
    const segmented = film(
      { 135: [1, 0, 0, 0, 0, 0], 136: [0, 0, 0, 0, 1, 1], 31: [1, 0, 0, 0, 0, 0] },
      0.6,
    );
    const { classes, ratio, trueRatio } = scoreFilm('a', segmented, truth);
    expect(classes).toEqual([
      { name: 'right lung', dice: 2 / 3, iou: 1 / 2 },
      { name: 'left lung', dice: 1, iou: 1 },
    ]);
    expect({ ratio, trueRatio }).toEqual({ ratio: 0.6, trueRatio: 4 / 6 });
  });

  it('takes bit 1 alone for both lungs', () => {
    const truth = { width, height, values: [1, 1, 0, 0, 1, 1] };
    const segmented = film({ 135: [1, 1, 0, 0, 0, 0], 136: [0, 0, 0, 0, 1, 1] });
    const { classes, trueRatio } = scoreFilm('a', segmented, truth);
    expect(classes).toEqual([{ name: 'both lungs', dice: 1, iou: 1 }]);
    expect(trueRatio).toBeUndefined();
  });

  it('refuses a truth of another size', () =>
    expect(() => scoreFilm('a', film({}), { width: 1, height: 1, values: [1] })).toThrow(
      'a: expected a mask of 6 x 1 pixels, found 1 x 1',
    ));
});

describe('contactSheet', () => {
  it('is a PNG of all films that a decoder can read', async () => {
    const mask = { width, height, values: [0, 1, 1, 0, 0, 0] };
    const overlay = { radiograph, masks: [{ mask, colour: [255, 255, 255] as const }] };
    const png = contactSheet([overlay, overlay, overlay]);
    const read = await readRadiograph(png);
    expect([read.width, read.height]).toEqual([516, 516]);
  });
});
