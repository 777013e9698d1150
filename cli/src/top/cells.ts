// SPDX-License-Identifier: Apache-2.0
import type { Paint, Style } from '../paint.js';
import { padEnd, padStart, widthOf } from '../text-layout.js';

/** A text and how to paint it; widths are those of the text. */
export interface Cell {
  readonly text: string;
  readonly styles?: readonly Style[];
}

/** Columns between cells. */
const gap = 2;

/** Pads first and paints then, as colours have no width. */
export function paintCell(cell: Cell, width: number, side: 'left' | 'right', paint: Paint): string {
  const padded = side === 'left' ? padEnd(cell.text, width) : padStart(cell.text, width);
  return paint(padded, ...(cell.styles ?? []));
}

/** Joins cells with spaces, breaking lines of at most `width` columns between cells. */
export function wrapCells(cells: readonly Cell[], width: number, paint: Paint): string[] {
  const lines: string[] = [];
  let used = 0;
  for (const cell of cells) {
    const painted = paint(cell.text, ...(cell.styles ?? []));
    const wide = widthOf(cell.text);
    if (lines.length > 0 && used + gap + wide <= width) {
      lines.push(`${lines.pop()}${' '.repeat(gap)}${painted}`);
      used += gap + wide;
    } else {
      lines.push(painted);
      used = wide;
    }
  }
  return lines;
}
