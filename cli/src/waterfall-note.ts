// SPDX-License-Identifier: Apache-2.0
import { createPaint } from './paint.js';
import type { Terminal } from './terminal.js';
import { cutEnd, padEnd, printable, widthOf } from './text-layout.js';
import type { WaterfallRow } from './waterfall-rows.js';

/** A bar with what is to be said of it, or a line for that below. */
export interface PlacedNote {
  /** The whole track, painted; absent if nothing stands beside the bar. */
  readonly note?: string;
  readonly below?: string;
}

/** Puts how a stage ended and what else is known of it beside its bar if there is room. */
export function placeNote(
  row: WaterfallRow,
  bar: string,
  cells: number,
  terminal: Terminal,
): PlacedNote {
  const { glyphs, columns } = terminal;
  const paint = createPaint(terminal);
  const isLost = row.outcome === 'LOST';
  const outcome = isLost ? 'lost' : row.outcome && `${glyphs.bad} ${row.outcome}`;
  const text = printable([outcome, row.note].filter(Boolean).join(', '));
  if (text === '') return {};
  const painted = paint(text, isLost || outcome === '' ? 'dim' : 'red');
  const end = widthOf(bar);
  const width = widthOf(text);
  if (end + 1 + width <= cells) {
    const rest = ' '.repeat(cells - end - 1 - width);
    return { note: `${paint(bar, row.style)} ${painted}${rest}` };
  }
  const start = end - widthOf(bar.trimStart());
  if (width + 1 <= start) {
    const before = ' '.repeat(start - width - 1);
    return {
      note: `${before}${painted} ${paint(padEnd(bar.trimStart(), cells - start), row.style)}`,
    };
  }
  return {
    below: `      ${paint(cutEnd(text, columns - 6, glyphs.ellipsis), isLost ? 'dim' : 'red')}`,
  };
}
