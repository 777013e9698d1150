// SPDX-License-Identifier: Apache-2.0
import { padEnd, padStart, widthOf } from '../text-layout.js';

/** A table for the terminal: first column to the left, others to the right, two spaces apart. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) =>
    Math.max(...all.map((row) => widthOf(row[column] ?? ''))),
  );
  const lines = all.map((row) =>
    widths
      .map((width, column) => (column === 0 ? padEnd : padStart)(row[column] ?? '', width))
      .join('  ')
      .trimEnd(),
  );
  return lines.map((line) => `  ${line}\n`).join('');
}

/** A score: three decimals, "-" when there is none. */
export const score = (value: number | null | undefined): string =>
  value === undefined || value === null || Number.isNaN(value) ? '-' : value.toFixed(3);
