// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { readRadiograph } from '@asarg/imaging';
import { describe, expect, it } from 'vitest';
import { drawPhantom, type Phantom, phantomDicom } from '../src/index.js';

const size = 256;
const phantom = drawPhantom({ seed: 5, width: size, height: size });

/** Mean pixel value inside a mask. */
function meanInside({ pixels }: Phantom, mask: Uint8Array): number {
  let sum = 0;
  let area = 0;
  mask.forEach((inside, i) => {
    sum += inside * pixels[i]!;
    area += inside;
  });
  return sum / area;
}

/** First and one past the last column of a mask. */
function columnsOf(mask: Uint8Array): { first: number; end: number } {
  let first = size;
  let end = 0;
  mask.forEach((inside, i) => {
    if (inside === 0) return;
    first = Math.min(first, i % size);
    end = Math.max(end, (i % size) + 1);
  });
  return { first, end };
}

describe('the phantom', () => {
  it('is the same for the same seed and another for another', () => {
    const again = drawPhantom({ seed: 5, width: size, height: size });
    const other = drawPhantom({ seed: 6, width: size, height: size });

    expect(again).toEqual(phantom);
    expect(other.pixels).not.toEqual(phantom.pixels);
  });

  it('has dark air, dark lungs, a bright heart and brighter bones than the lung around them', () => {
    const { masks, pixels } = phantom;
    const lungs = meanInside(phantom, masks.rightLung);

    expect(pixels[2]).toBeLessThan(lungs / 2);
    expect(Math.abs(meanInside(phantom, masks.leftLung) / lungs - 1)).toBeLessThan(0.15);
    expect(meanInside(phantom, masks.heart)).toBeGreaterThan(1.8 * lungs);
    expect(meanInside(phantom, masks.leftClavicle)).toBeGreaterThan(1.3 * lungs);
    expect(pixels.every((value) => value <= 4095)).toBe(true);
  });

  it('has the patient left on the picture right and a heart of normal width', () => {
    const { masks } = phantom;
    const right = columnsOf(masks.rightLung);
    const left = columnsOf(masks.leftLung);
    const heart = columnsOf(masks.heart);
    const ratio = (heart.end - heart.first) / (left.end - right.first);

    expect(right.end).toBeLessThan(left.first);
    expect(columnsOf(masks.rightClavicle).end).toBeLessThan(columnsOf(masks.leftClavicle).first);
    expect((heart.first + heart.end) / 2).toBeGreaterThan(size / 2);
    expect(ratio).toBeGreaterThan(0.42);
    expect(ratio).toBeLessThan(0.49);
  });

  it('has lungs and heart that do not overlap', () => {
    const { heart, leftLung, rightLung } = phantom.masks;

    expect(heart.some((inside, i) => inside + leftLung[i]! + rightLung[i]! > 1)).toBe(false);
  });

  it('comes back from its DICOM file unchanged, with spacing and without a patient', async () => {
    const file = phantomDicom(phantom);
    const radiograph = await readRadiograph(file);

    expect(radiograph.pixels).toEqual(phantom.pixels);
    expect(radiograph).toMatchObject({ bits: 12, view: 'PA', warnings: [] });
    expect(radiograph.spacing?.columnMm).toBeCloseTo(1.4, 6);
    expect(phantomDicom(phantom)).toEqual(file);
    expect(Buffer.from(file).includes('PHANTOM^CHEST')).toBe(true);
  });
});

describe('the committed sample', () => {
  it('is what the code draws', async () => {
    const committed = readFileSync(new URL('../../../samples/phantom.dcm', import.meta.url));
    const drawn = drawPhantom();

    const radiograph = await readRadiograph(committed);

    expect([radiograph.width, radiograph.height]).toEqual([drawn.width, drawn.height]);
    // Exact on the machine that drew it; elsewhere Math.exp and friends may round differently.
    let worst = 0;
    radiograph.pixels.forEach((value, i) => {
      worst = Math.max(worst, Math.abs(value - drawn.pixels[i]!));
    });
    expect(worst).toBeLessThanOrEqual(1);
  });
});
