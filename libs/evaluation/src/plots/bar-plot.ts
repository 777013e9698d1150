// SPDX-License-Identifier: Apache-2.0
import type { Interval } from '../statistics/bootstrap.js';
import { label, line, palette, round, svgDocument } from './svg.js';

/** One bar, 0 to 1. */
export interface Bar {
  readonly label: string;
  /** Not a number: no bar, the note says why. */
  readonly value: number;
  readonly interval?: Interval;
  /** Shown at the end of the line, such as the support. */
  readonly note?: string;
  /** Colour group, from 0. */
  readonly group?: number;
}

export interface BarPlot {
  readonly title: string;
  readonly bars: readonly Bar[];
}

const [width, left, right, top, step] = [760, 250, 110, 46, 24];

/** Horizontal bars from 0 to 1 with intervals, as an SVG document. */
export function barPlot({ title, bars }: BarPlot): string {
  const height = top + bars.length * step + 34;
  const x = (value: number): number =>
    left + Math.max(0, Math.min(1, value)) * (width - left - right);
  const body: string[] = [];
  for (let tick = 0; tick <= 10; tick += 2) {
    body.push(line(x(tick / 10), top - 4, x(tick / 10), height - 28, '#ddd'));
    body.push(label(x(tick / 10), height - 12, (tick / 10).toFixed(1), 'middle', 11));
  }
  for (const [k, bar] of bars.entries()) {
    const y = top + k * step;
    const middle = y + step / 2;
    const colour = palette[(bar.group ?? 0) % palette.length]!;
    body.push(label(left - 8, middle + 4, bar.label, 'end'));
    const known = Number.isFinite(bar.value);
    if (known) {
      const wide = round(x(bar.value) - left);
      body.push(
        `<rect x="${left}" y="${y + 4}" width="${wide}" height="${step - 8}" fill="${colour}" opacity="0.8"/>`,
      );
    }
    if (bar.interval) {
      const [low, high] = bar.interval;
      body.push(line(x(low), middle, x(high), middle, '#222', 1.5));
      for (const end of [low, high])
        body.push(line(x(end), middle - 4, x(end), middle + 4, '#222', 1.5));
    }
    const value = known ? bar.value.toFixed(3) : '';
    body.push(
      label(
        width - right + 8,
        middle + 4,
        [value, bar.note].filter(Boolean).join('  '),
        'start',
        11,
      ),
    );
  }
  return svgDocument(width, height, title, body);
}
