// SPDX-License-Identifier: Apache-2.0
import { formatDuration } from '../duration.js';
import { createPaint } from '../paint.js';
import type { Terminal } from '../terminal.js';
import { cutEnd, padEnd, padStart, printable, widthOf } from '../text-layout.js';
import { paintCell, type Cell } from './cells.js';
import { formatBytes, formatRate, formatShare } from './quantities.js';
import type { ServiceRow } from './service-row.js';

interface Column {
  readonly title: string;
  /** Where there is no room for all, those with the least go first. */
  readonly worth: number;
  readonly cellOf: (row: ServiceRow) => Cell | undefined;
}

const busy = 0.8;
/** An event loop that is later than this makes calls wait that others could answer. */
const lateSeconds = 0.1;

const columnsOfTable: readonly Column[] = [
  { title: 'in flight', worth: 6, cellOf: ({ inFlight }) => count(inFlight) },
  { title: 'queue', worth: 8, cellOf: ({ queueDepth }) => warned(queueDepth, String, 1) },
  { title: 'batch', worth: 3, cellOf: ({ batchMean }) => plain(batchMean, (x) => x.toFixed(1)) },
  { title: 'calls/s', worth: 7, cellOf: ({ callsPerSecond }) => plain(callsPerSecond, formatRate) },
  { title: 'errors', worth: 9, cellOf: ({ errorShare }) => bad(errorShare) },
  { title: 'memory', worth: 4, cellOf: ({ memoryBytes }) => plain(memoryBytes, formatBytes) },
  { title: 'cpu', worth: 5, cellOf: ({ processors }) => warned(processors, formatShare, busy) },
  {
    title: 'loop p99',
    worth: 2,
    cellOf: ({ loopDelayP99Seconds }) =>
      warned(loopDelayP99Seconds, (seconds) => formatDuration(seconds * 1000), lateSeconds),
  },
];

const indent = 2;
const gap = 2;
const widestName = 16;

/** The table of services: a line of titles, then a line for each. */
export function renderServices(rows: readonly ServiceRow[], terminal: Terminal): string[] {
  const paint = createPaint(terminal);
  const { glyphs, columns: most } = terminal;
  const names = rows.map(({ name }) => cutEnd(printable(name), widestName, glyphs.ellipsis));
  const nameWidth = Math.max(7, ...names.map(widthOf));
  let columns = columnsOfTable
    .map((column) => {
      const cells = rows.map(column.cellOf);
      const widths = cells.map((cell) => widthOf(cell?.text ?? ''));
      return { ...column, cells, width: Math.max(widthOf(column.title), ...widths) };
    })
    .filter(({ cells }) => cells.some(Boolean));
  const widthOfAll = (): number =>
    columns.reduce((sum, { width }) => sum + gap + width, indent + nameWidth);
  while (columns.length > 1 && widthOfAll() > most) {
    const least = Math.min(...columns.map(({ worth }) => worth));
    columns = columns.filter(({ worth }) => worth > least);
  }
  const space = ' '.repeat(gap);
  const titles = columns.map(({ title, width }) => padStart(title, width));
  const title = [padEnd('service', nameWidth), ...titles].join(space).trimEnd();
  const lines = rows.map((row, at) => {
    const name = paint(padEnd(names[at] ?? '', nameWidth), 'bold');
    if (row.failure !== undefined) {
      const room = most - indent - nameWidth - gap;
      const failure = cutEnd(printable(row.failure), room, glyphs.ellipsis);
      return [name, paint(failure, 'red')].join(space);
    }
    const absent: Cell = { text: glyphs.dash, styles: ['dim'] };
    const cells = columns.map(({ cells, width }) =>
      paintCell(cells[at] ?? absent, width, 'right', paint),
    );
    return [name, ...cells].join(space);
  });
  return [paint(title, 'dim'), ...lines].map((line) => ' '.repeat(indent) + line);
}

function plain(value: number | undefined, format: (value: number) => string): Cell | undefined {
  if (value === undefined) return undefined;
  return value === 0 ? { text: format(value), styles: ['dim'] } : { text: format(value) };
}

const count = (value: number | undefined): Cell | undefined => plain(value, String);

function warned(value: number | undefined, format: (value: number) => string, from: number) {
  const cell = plain(value, format);
  return cell && value !== undefined && value >= from
    ? { ...cell, styles: ['yellow' as const] }
    : cell;
}

function bad(share: number | undefined): Cell | undefined {
  const cell = plain(share, formatShare);
  return cell && share ? { ...cell, styles: ['red', 'bold'] } : cell;
}
