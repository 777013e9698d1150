// SPDX-License-Identifier: Apache-2.0
import { formatDuration } from './duration.js';
import { createPaint } from './paint.js';
import type { StageJson } from './report-json.js';
import type { Terminal } from './terminal.js';
import { cutEnd, padEnd, padStart, printable, widthOf, wrapItems } from './text-layout.js';
import { placeNote } from './waterfall-note.js';
import { stageRows, type Part, type WaterfallRow } from './waterfall-rows.js';

/** What a waterfall may show besides bars and durations. */
export interface WaterfallDetail {
  /** When the first token came, in milliseconds since the request. */
  readonly firstTokenMs?: number | null;
}

const widestLabel = 20;
const widestDetailLabel = 24;
/** Below, a waterfall with details has shorter labels and no starts. */
const narrowColumns = 64;
const narrowLabel = 14;

function plainBar(row: WaterfallRow, cellsPerMs: number, cells: number, bar: readonly string[]) {
  const start = Math.min(cells - 1, Math.floor(row.startMs * cellsPerMs));
  const steps = Math.round((row.endMs - row.startMs) * cellsPerMs * bar.length);
  const most = (cells - start) * bar.length;
  const filled = Math.max(1, Math.min(most, steps));
  const whole = Math.floor(filled / bar.length);
  const partial = filled % bar.length;
  const full = bar.at(-1) ?? '#';
  return ' '.repeat(start) + full.repeat(whole) + (partial ? (bar[partial - 1] ?? '') : '');
}

/** Each cell shows the part that fills most of it. */
function partsBar(row: WaterfallRow, cellsPerMs: number, cells: number, terminal: Terminal) {
  const first = Math.min(cells - 1, Math.floor(row.startMs * cellsPerMs));
  const last = Math.min(cells, Math.max(first + 1, Math.round(row.endMs * cellsPerMs)));
  let text = ' '.repeat(first);
  for (let cell = first; cell < last; cell++) {
    const from = cell / cellsPerMs;
    const to = (cell + 1) / cellsPerMs;
    let best: Part | undefined;
    let most = 0;
    for (const { part, startMs, endMs } of row.parts) {
      const covered = Math.min(to, endMs) - Math.max(from, startMs);
      if (covered > most) [most, best] = [covered, part];
    }
    text += best ? terminal.glyphs.parts[best] : ' ';
  }
  return text;
}

/**
 * Draws rows, one line each, all on one time axis. With `detail` also their starts, what the report
 * waited for (a sign and bold type), how each ended, and when the first token came.
 */
export function drawWaterfall(
  rows: readonly WaterfallRow[],
  terminal: Terminal,
  detail?: WaterfallDetail,
): string[] {
  const paint = createPaint(terminal);
  const { glyphs, columns } = terminal;
  const totalMs = Math.max(...rows.map((row) => row.endMs), 0);
  if (rows.length === 0 || totalMs <= 0) return [];
  const isNarrow = columns < narrowColumns;
  const most = detail ? (isNarrow ? narrowLabel : widestDetailLabel) : widestLabel;
  const labels = rows.map((row) => cutEnd(printable(row.label), most, glyphs.ellipsis));
  const labelWidth = Math.max(...labels.map(widthOf));
  const durations = rows.map((row) => formatDuration(row.endMs - row.startMs));
  const durationWidth = Math.max(...durations.map(widthOf));
  const starts = detail && !isNarrow ? rows.map((row) => formatDuration(row.startMs)) : [];
  const startWidth = Math.max(0, ...starts.map((text) => widthOf(text) + 2));
  const leadWidth = 2 + (detail ? 2 : 0) + labelWidth + startWidth + 2;
  const cells = Math.max(8, columns - leadWidth - 2 - durationWidth);
  const cellsPerMs = cells / totalMs;
  const { firstTokenMs } = detail ?? {};
  const token =
    firstTokenMs == null ? -1 : Math.min(cells - 1, Math.floor(firstTokenMs * cellsPerMs));

  const lines = rows.flatMap((row, i) => {
    const plain =
      row.parts.length > 0
        ? partsBar(row, cellsPerMs, cells, terminal)
        : plainBar(row, cellsPerMs, cells, glyphs.bar);
    const { note, below } = detail ? placeNote(row, plain, cells, terminal) : {};
    const label = paint(
      padEnd(labels[i] ?? '', labelWidth),
      ...(row.critical ? ['bold' as const] : []),
    );
    const sign = detail ? `${row.critical ? paint(glyphs.critical, 'bold') : ' '} ` : '';
    const start = starts.length > 0 ? `  ${padStart(starts[i] ?? '', startWidth - 2)}` : '';
    const bar =
      note ?? paint(padEnd(marked(plain, token, glyphs.firstToken, cells), cells), row.style);
    const took = padStart(durations[i] ?? '', durationWidth);
    const lead = `  ${sign}${label}${start && paint(start, 'dim')}`;
    const line = `${lead}  ${bar}  ${row.critical && detail ? paint(took, 'bold') : took}`;
    return below === undefined ? [line] : [line, below];
  });
  const indent = ' '.repeat(leadWidth);
  const total = formatDuration(totalMs);
  lines.push(paint(`${indent}${padEnd('0', cells - widthOf(total))}${total}`, 'dim'));
  for (const line of wrapItems(legendOf(rows, terminal, detail), '   ', columns - leadWidth)) {
    lines.push(paint(`${indent}${line}`, 'dim'));
  }
  return lines;
}

/** The sign of the first token, where the bar leaves room for it. */
function marked(bar: string, cell: number, sign: string, cells: number): string {
  const padded = padEnd(bar, cells);
  return cell >= 0 && padded[cell] === ' '
    ? padded.slice(0, cell) + sign + padded.slice(cell + 1)
    : bar;
}

function legendOf(rows: readonly WaterfallRow[], terminal: Terminal, detail?: WaterfallDetail) {
  const { glyphs } = terminal;
  const { queue, around, run, transfer } = glyphs.parts;
  return [
    ...(rows.some((row) => row.parts.length > 0)
      ? [`${queue} wait`, `${run} model`, `${around} before and after`, `${transfer} transfer`]
      : []),
    ...(detail && rows.some((row) => row.critical)
      ? [`${glyphs.critical} what the report waited for`]
      : []),
    ...(detail?.firstTokenMs == null
      ? []
      : [`${glyphs.firstToken} first token, ${formatDuration(detail.firstTokenMs)}`]),
  ];
}

/**
 * Draws when each stage ran, one line per stage, all on one time axis.
 * @param everyPart - a line for each part of a specialist's work instead of one per specialist.
 */
export function renderWaterfall(
  stages: readonly StageJson[],
  terminal: Terminal,
  everyPart = false,
): string[] {
  return drawWaterfall(stageRows(stages, everyPart), terminal);
}
