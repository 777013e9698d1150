// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardiothoracicRatio, lungAreas, type ClassMask } from '../src/index.js';
import { chestMasks, grid, leftLung, maskOf, rightLung } from './synthetic-chest.js';

function valueOf(masks: readonly ClassMask[]): number {
  const ratio = cardiothoracicRatio(masks);
  if (!ratio.available) throw new Error(ratio.reason);
  return ratio.value;
}
function reasonOf(masks: readonly ClassMask[]): string {
  const ratio = cardiothoracicRatio(masks);
  return ratio.available ? `available: ${ratio.value}` : ratio.reason;
}
const without = (masks: readonly ClassMask[], classId: number): ClassMask[] =>
  masks.filter((mask) => mask.classId !== classId);

describe('cardiothoracicRatio()', () => {
  it.each([0.3, 0.42, 0.47, 0.5, 0.56, 0.7])('should measure ellipses of ratio %f', (ratio) => {
    // One grid column of each width: 1 / 200 twice.
    expect(Math.abs(valueOf(chestMasks(ratio)) - ratio)).toBeLessThanOrEqual(0.01);
  });

  it('should give widths in pixels of the frame', () => {
    expect(cardiothoracicRatio(chestMasks(0.5))).toMatchObject({
      heartWidth: 200,
      thoraxWidth: 400,
      provenance: 'measured',
      specialist: 'cxas',
    });
  });

  it('should not change with horizontal or vertical scale and shift', () => {
    const scale = fc.double({ min: 0.05, max: 20, noNaN: true });
    const shift = fc.double({ min: -500, max: 500, noNaN: true });
    const masks = chestMasks(0.47);
    const expected = valueOf(masks);
    fc.assert(
      fc.property(scale, scale, shift, shift, (xx, yy, x0, y0) => {
        const affine = { xx, xy: 0, x0, yx: 0, yy, y0 };
        const stretched = masks.map((mask) => ({ ...mask, affine }));
        expect(valueOf(stretched)).toBeCloseTo(expected, 9);
      }),
      { numRuns: 20 },
    );
  });

  it('should leave out blobs beside the main component', () => {
    const blob = { x: 250, y: 8, radiusX: 5, radiusY: 5 };
    const [heart, ...lungs] = chestMasks(0.45);
    const spoiled = maskOf(121, 'heart', [{ x: 128, y: 160, radiusX: 45, radiusY: 40 }, blob]);
    expect(valueOf([spoiled, ...lungs])).toBe(valueOf([heart as ClassMask, ...lungs]));
  });

  it('should take a class of both lungs when they are not told apart', () => {
    const union = maskOf(134, 'lung', [rightLung, leftLung]);
    const heart = chestMasks(0.5)[0] as ClassMask;
    expect(valueOf([heart, union])).toBeCloseTo(0.5, 2);
  });

  it('should take the weakest provenance of its masks', () => {
    const masks = chestMasks(0.5).map((mask) =>
      mask.classId === 136 ? { ...mask, provenance: 'weak' as const } : mask,
    );
    expect(cardiothoracicRatio(masks)).toMatchObject({ provenance: 'weak' });
  });

  it('should say why it is unavailable', () => {
    const good = chestMasks(0.5);
    const tiny = maskOf(135, 'right lung', [{ ...rightLung, radiusX: 5, radiusY: 10 }]);
    expect(reasonOf([])).toMatch(/No specialist drew a heart mask/);
    expect(reasonOf(without(good, 136))).toMatch(/No specialist drew a left lung mask/);
    expect(reasonOf([...without(good, 121), maskOf(121, 'heart', [])])).toMatch(/heart.* is empty/);
    expect(reasonOf([...without(good, 135), tiny])).toMatch(/right lung.*0\.2 %.*at least 2 %/);
    expect(reasonOf(chestMasks(1.1))).toMatch(/wider than the thorax/);
    expect(reasonOf(chestMasks(0.1))).toMatch(/expected at least 0\.20/);
    const beside = maskOf(121, 'heart', [{ x: 243, y: 160, radiusX: 30, radiusY: 40 }]);
    expect(reasonOf([beside, ...without(good, 121)])).toMatch(/outside the thorax/);
    expect(reasonOf(chestMasks(0.5, 'synthetic'))).toMatch(/synthetic or untrained/);
    expect(reasonOf(chestMasks(0.5, 'untrained'))).toMatch(/synthetic or untrained/);
    const turned = good.map((m) => ({ ...m, affine: { ...m.affine, xy: 0.2, yx: -0.2 } }));
    expect(reasonOf(turned)).toMatch(/rotated/);
  });

  it('should never throw and stay in (0, 1) for any mask', () => {
    const bits = fc.uint8Array({ minLength: 0, maxLength: (grid / 8) * 8 });
    fc.assert(
      fc.property(bits, bits, bits, (heart, right, left) => {
        const [a, b, c] = chestMasks(0.5) as [ClassMask, ClassMask, ClassMask];
        const small = { width: 61, height: 8 };
        const ratio = cardiothoracicRatio([
          { ...a, ...small, bits: heart },
          { ...b, ...small, bits: right },
          { ...c, ...small, bits: left },
        ]);
        const value = ratio.available ? ratio.value : 0.5;
        expect(value).toBeGreaterThan(0);
        expect(value).toBeLessThan(1);
      }),
    );
  });
});

describe('lungAreas()', () => {
  it('should measure each side in pixels of the frame', () => {
    const areas = lungAreas(chestMasks(0.5));
    const expected = Math.PI * 40 * 90 * 2 * 3;
    expect(areas.available).toBe(true);
    if (!areas.available) return;
    expect(Math.abs(areas.right / expected - 1)).toBeLessThan(0.01);
    expect(areas.rightShare).toBeCloseTo(0.5, 6);
  });

  it('should not tell sides apart when the lungs are swapped', () => {
    const swapped = [maskOf(135, 'right lung', [leftLung]), maskOf(136, 'left lung', [rightLung])];
    expect(lungAreas(swapped)).toMatchObject({ available: false });
  });
});
