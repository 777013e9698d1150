// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeLabels } from './draw-labels';
import { gridToImage, imageToGrid, parseGridToImage, wholeImage } from './grid-to-image';
import { type Contour, traceContours } from './trace-contours';
import { dragged, FULL_WINDOW, toPercent, windowTable, withPercent } from './window-level';

describe('traceContours()', () => {
  it('should draw one pixel as a diamond through the middles of its edges', () => {
    const [contour, ...others] = traceContours({ width: 1, height: 1, set: new Uint8Array([1]) });
    expect(others).toEqual([]);
    expect(contour).toHaveLength(4);
    expect(area(contour ?? [])).toBeCloseTo(0.5, 6);
  });

  it('should draw a ring as an outer contour and a hole that turns the other way', () => {
    const set = new Uint8Array([1, 1, 1, 1, 0, 1, 1, 1, 1]);
    const areas = traceContours({ width: 3, height: 3, set }).map(area);
    expect(areas.map(Math.sign).toSorted()).toEqual([-1, 1]);
  });

  it('should enclose the set pixels, short of the cut corners', () => {
    const bits = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 63, maxLength: 63 });
    fc.assert(
      fc.property(bits, (values) => {
        const mask = { width: 9, height: 7, set: Uint8Array.from(values) };
        const contours = traceContours(mask);
        const enclosed = contours.reduce((sum, contour) => sum + area(contour), 0);
        const pixels = values.reduce((sum, value) => sum + value, 0);
        const corners = contours.reduce((sum, contour) => sum + contour.length, 0);
        expect(Math.abs(enclosed - pixels)).toBeLessThanOrEqual(corners / 8 + 1e-9);
      }),
    );
  });
});

describe('the map from grid to image', () => {
  it('should be read from six numbers and undone', () => {
    const map = parseGridToImage('4,0.5,10,-0.25,5,20');
    if (!map) throw new Error('expected a map');
    const back = imageToGrid(map, gridToImage(map, { x: 3, y: 7 }));
    expect(back.x).toBeCloseTo(3, 9);
    expect(back.y).toBeCloseTo(7, 9);
  });

  it.each([null, '', '1,2,3', '1,0,0,0,nonsense,0', '0,0,0,0,0,0'])(
    'should refuse %j',
    (header) => {
      expect(parseGridToImage(header)).toBeUndefined();
    },
  );

  it('should stretch a silent mask over the whole image', () => {
    const map = wholeImage({ width: 10, height: 20 }, { width: 100, height: 400 });
    expect(gridToImage(map, { x: 10, y: 20 })).toEqual({ x: 100, y: 400 });
  });
});

describe('windowTable()', () => {
  it('should change nothing at first', () => {
    expect([...windowTable(FULL_WINDOW)]).toEqual(Array.from({ length: 256 }, (_, at) => at));
  });

  it('should turn black to white when inverted', () => {
    const table = windowTable({ ...FULL_WINDOW, inverted: true });
    expect([table[0], table[255]]).toEqual([255, 0]);
  });

  it('should give the sliders back what they set', () => {
    const percent = fc.integer({ min: -100, max: 100 });
    fc.assert(
      fc.property(percent, percent, (brightness, contrast) => {
        const shown = toPercent(withPercent(FULL_WINDOW, { brightness, contrast }));
        expect(shown.brightness - brightness).toBeCloseTo(0, 9);
        expect(shown.contrast - contrast).toBeCloseTo(0, 9);
      }),
    );
  });

  it('should brighten upwards and gain contrast to the right', () => {
    const after = toPercent(dragged(FULL_WINDOW, 0.1, -0.1));
    expect(after).toEqual({ brightness: 20, contrast: 20 });
  });
});

describe('placeLabels()', () => {
  it('should keep labels in sight and off each other', () => {
    const label = { text: 'heart', colour: '#fff', x: 380, y: -30, width: 50, height: 50 };
    const placed = placeLabels([label, label, label], { width: 400, height: 300 }, () => 60);
    expect(placed.map(({ x }) => x)).toEqual([340, 340, 340]);
    expect(placed.map(({ y }) => y)).toEqual([0, 20, 40]);
  });
});

/** Shoelace area, positive clockwise on the screen. */
function area(contour: Contour): number {
  return (
    contour.reduce((sum, { x, y }, at) => {
      const next = contour[(at + 1) % contour.length] ?? { x, y };
      return sum + x * next.y - next.x * y;
    }, 0) / 2
  );
}
