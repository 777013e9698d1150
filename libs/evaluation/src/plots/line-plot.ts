// SPDX-License-Identifier: Apache-2.0
import { label, line, palette, round, svgDocument } from './svg.js';

/** One curve. */
export interface Line {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LinePlot {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly lines: readonly Line[];
}

const [width, height, left, right, top, bottom] = [760, 420, 64, 200, 46, 52];
const ticks = 5;

/** Curves with axes from the least to the largest value, as an SVG document. */
export function linePlot({ title, xLabel, yLabel, lines }: LinePlot): string {
  const points = lines.flatMap((one) => one.points).filter(([, y]) => Number.isFinite(y));
  const [x0, x1] = rangeOf(points.map(([x]) => x));
  const [y0, y1] = rangeOf(points.map(([, y]) => y));
  const x = (value: number): number => left + ((value - x0) / (x1 - x0)) * (width - left - right);
  const y = (value: number): number =>
    height - bottom - ((value - y0) / (y1 - y0)) * (height - top - bottom);
  const body: string[] = [];
  for (let tick = 0; tick <= ticks; tick++) {
    const [atX, atY] = [x0 + ((x1 - x0) * tick) / ticks, y0 + ((y1 - y0) * tick) / ticks];
    body.push(line(left, y(atY), width - right, y(atY), '#e5e5e5'));
    body.push(label(left - 6, y(atY) + 4, short(atY), 'end', 11));
    body.push(label(x(atX), height - bottom + 18, short(atX), 'middle', 11));
  }
  body.push(label((left + width - right) / 2, height - 12, xLabel, 'middle'));
  body.push(label(left, top - 6, yLabel, 'start', 11));
  for (const [k, one] of lines.entries()) {
    const colour = palette[k % palette.length]!;
    const dashes = k >= palette.length ? ' stroke-dasharray="5 3"' : '';
    const path = one.points
      .filter(([, value]) => Number.isFinite(value))
      .map(([a, b]) => `${round(x(a))},${round(y(b))}`)
      .join(' ');
    body.push(
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="1.8"${dashes}/>`,
    );
    const at = top + 8 + k * 18;
    body.push(line(width - right + 12, at, width - right + 32, at, colour, 2.5, dashes));
    body.push(label(width - right + 38, at + 4, one.label, 'start', 11));
  }
  return svgDocument(width, Math.max(height, top + lines.length * 18 + 20), title, body);
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  if (values.length === 0) return [0, 1];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  return high > low ? [low, high] : [low - 0.5, high + 0.5];
}

const short = (value: number): string => String(Number(value.toPrecision(3)));
