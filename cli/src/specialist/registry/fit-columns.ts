// SPDX-License-Identifier: Apache-2.0
import { padEnd, widthOf } from '../../text-layout.js';

/** A row of a table, and what goes below it. */
export interface FittedRow {
  /** Cells in the columns that fit, padded. */
  readonly cells: readonly string[];
  /** Cells of the columns that do not, without empty ones. */
  readonly rest: readonly string[];
}

const gap = 2;

/**
 * Lays out rows in columns two spaces apart. Columns that do not fit, last ones first, are taken
 * out of every row; the first two always stay.
 * @param width columns of the terminal to use
 */
export function fitColumns(
  rows: readonly (readonly string[])[],
  width: number,
): { readonly rows: readonly FittedRow[]; readonly indent: number } {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => widthOf(row[at] ?? ''))),
  );
  const widthOfFirst = (count: number): number =>
    widths.slice(0, count).reduce((sum, one) => sum + one + gap, -gap);
  let count = widths.length;
  while (count > 2 && widthOfFirst(count) > width) {
    count--;
  }
  return {
    rows: rows.map((row) => ({
      cells: row.slice(0, count).map((cell, at) => padEnd(cell, widths[at]!)),
      rest: row.slice(count).filter(Boolean),
    })),
    indent: (widths[0] ?? 0) + gap,
  };
}
