// SPDX-License-Identifier: Apache-2.0
import { formatDuration } from './duration.js';
import { createPaint } from './paint.js';
import { drawWaterfall } from './render-waterfall.js';
import type { ReportJson, StageJson } from './report-json.js';
import { statusWords } from './status-words.js';
import type { Terminal } from './terminal.js';
import { printable, wrapItems } from './text-layout.js';
import { traceRows } from './waterfall-rows.js';

/** What a report waited for, in milliseconds; undefined of reports that do not tell. */
export function criticalMs(stages: readonly StageJson[]): number | undefined {
  const critical = stages.filter((stage) => stage.critical);
  return critical.length === 0
    ? undefined
    : critical.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

function footer(report: ReportJson): string[] {
  const stages = report.stages ?? [];
  const sumMs = criticalMs(stages);
  const totalMs = report.durationMs ?? undefined;
  const share = (ms: number) => (totalMs ? `, ${((100 * ms) / totalMs).toFixed(1)} %` : '');
  const slowest = stages
    .filter(({ critical }) => critical)
    .toSorted((a, b) => b.durationMs - a.durationMs)[0];
  return [
    totalMs === undefined ? '' : `total ${formatDuration(totalMs)}`,
    sumMs === undefined ? '' : `critical path ${formatDuration(sumMs)}${share(sumMs)}`,
    slowest === undefined
      ? ''
      : `slowest on it ${slowest.name} ${formatDuration(slowest.durationMs)}${share(slowest.durationMs)}`,
    report.traceId ? `trace ${report.traceId}` : '',
  ].filter(Boolean);
}

/**
 * Where the time of a report went: a line for every stage and every attempt that did not answer,
 * with start and duration, what the report waited for marked, and a summary below.
 */
export function renderTrace(report: ReportJson, terminal: Terminal): string {
  const paint = createPaint(terminal);
  const [word, colour] = statusWords[report.status] ?? [report.status, 'blue' as const];
  const title = `  ${paint('Report', 'bold')} ${paint(word, colour)}`;
  const rows = traceRows(report.stages ?? [], report.contributions ?? []);
  const waterfall = drawWaterfall(rows, terminal, { firstTokenMs: report.firstTokenMs });
  const body = waterfall.length > 0 ? waterfall : ['  no stage has ended yet'];
  const separator = ` ${terminal.glyphs.dot} `;
  const below = wrapItems(footer(report).map(printable), separator, terminal.columns - 2);
  const head = [
    title,
    ...wrapItems([report.id], '', terminal.columns - 2).map((id) => paint(`  ${id}`, 'dim')),
  ];
  return `${[head, body, below.map((line) => `  ${line}`)]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}
