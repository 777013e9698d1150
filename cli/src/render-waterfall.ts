// SPDX-License-Identifier: Apache-2.0
import { formatDuration } from './duration.js';
import { createPaint, type Style } from './paint.js';
import type { StageJson } from './report-json.js';
import type { Terminal } from './terminal.js';
import { cutEnd, padEnd, padStart, printable, widthOf, wrapItems } from './text-layout.js';

type Part = 'queue' | 'around' | 'run' | 'transfer';

interface Row {
  readonly label: string;
  readonly style: Style;
  readonly startMs: number;
  readonly endMs: number;
  /** Sub-stages, in order; none for a plain stage. */
  readonly parts: readonly { part: Part; startMs: number; endMs: number }[];
}

const partOf: Readonly<Record<string, Part>> = {
  queue: 'queue',
  preprocess: 'around',
  run: 'run',
  postprocess: 'around',
  transfer: 'transfer',
};

const styleOf: Readonly<Record<string, Style>> = {
  gateway: 'magenta',
  'fusion-llm': 'blue',
};

/** One row per stage; `vision/queue`, `vision/run`, ... share the row `vision`. */
function toRows(stages: readonly StageJson[], everyPart: boolean): Row[] {
  const rows = new Map<string, Row>();
  for (const stage of stages) {
    const slash = stage.name.indexOf('/');
    const label = everyPart || slash < 0 ? stage.name : stage.name.slice(0, slash);
    const endMs = stage.startMs + stage.durationMs;
    const part = slash < 0 ? undefined : (partOf[stage.name.slice(slash + 1)] ?? 'around');
    const own =
      part && !everyPart ? [{ part, startMs: stage.startMs, endMs }] : ([] as Row['parts']);
    const before = rows.get(label);
    rows.set(label, {
      label,
      style: styleOf[stage.service] ?? 'cyan',
      startMs: Math.min(before?.startMs ?? Infinity, stage.startMs),
      endMs: Math.max(before?.endMs ?? 0, endMs),
      parts: [...(before?.parts ?? []), ...own],
    });
  }
  return [...rows.values()].toSorted((a, b) => a.startMs - b.startMs || b.endMs - a.endMs);
}

function plainBar(row: Row, cellsPerMs: number, cells: number, bar: readonly string[]): string {
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
function partsBar(row: Row, cellsPerMs: number, cells: number, terminal: Terminal): string {
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
 * Draws when each stage ran, one line per stage, all on one time axis.
 * @param everyPart - a line for each part of a specialist's work instead of one per specialist.
 */
export function renderWaterfall(
  stages: readonly StageJson[],
  terminal: Terminal,
  everyPart = false,
): string[] {
  const paint = createPaint(terminal);
  const rows = toRows(stages, everyPart);
  const totalMs = Math.max(...rows.map((row) => row.endMs), 0);
  if (rows.length === 0 || totalMs <= 0) return [];
  const labels = rows.map((row) => cutEnd(printable(row.label), 20, terminal.glyphs.ellipsis));
  const labelWidth = Math.max(...labels.map(widthOf));
  const durations = rows.map((row) => formatDuration(row.endMs - row.startMs));
  const durationWidth = Math.max(...durations.map(widthOf));
  const cells = Math.max(8, terminal.columns - 2 - labelWidth - 2 - 2 - durationWidth);
  const cellsPerMs = cells / totalMs;

  const lines = rows.map((row, i) => {
    const bar =
      row.parts.length > 0
        ? partsBar(row, cellsPerMs, cells, terminal)
        : plainBar(row, cellsPerMs, cells, terminal.glyphs.bar);
    const label = padEnd(labels[i] ?? '', labelWidth);
    return `  ${label}  ${paint(padEnd(bar, cells), row.style)}  ${padStart(durations[i] ?? '', durationWidth)}`;
  });
  const axis = padEnd('0', cells - widthOf(formatDuration(totalMs))) + formatDuration(totalMs);
  lines.push(paint(`  ${' '.repeat(labelWidth)}  ${axis}`, 'dim'));
  if (rows.some((row) => row.parts.length > 0)) {
    const { queue, around, run, transfer } = terminal.glyphs.parts;
    const legend = [
      `${queue} wait`,
      `${run} model`,
      `${around} before and after`,
      `${transfer} transfer`,
    ];
    for (const line of wrapItems(legend, '   ', terminal.columns - labelWidth - 4)) {
      lines.push(paint(`  ${' '.repeat(labelWidth)}  ${line}`, 'dim'));
    }
  }
  return lines;
}
