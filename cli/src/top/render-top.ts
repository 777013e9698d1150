// SPDX-License-Identifier: Apache-2.0
import { createPaint, type Style } from '../paint.js';
import type { Terminal } from '../terminal.js';
import { cutEnd, padEnd, padStart, printable, widthOf } from '../text-layout.js';
import { wrapCells, type Cell } from './cells.js';
import { formatQuantile, formatRate, formatShare } from './quantities.js';
import { renderServices } from './render-services.js';
import { renderStages } from './render-stages.js';
import type { ReportFigures, TopModel } from './top-model.js';
import type { Troubles } from './troubles.js';
import type { Quantile } from './window.js';

/** What is said besides figures. */
export interface TopNotes {
  readonly intervalMs: number;
  /** Lines that fit; undefined for all. */
  readonly rows?: number;
  /** At the right of the first line. */
  readonly note?: string;
}

const labelWidth = 12;
const indent = 2;

/** The screen, a line each, none wider than the terminal. */
export function renderTop(model: TopModel, terminal: Terminal, notes: TopNotes): string[] {
  const paint = createPaint(terminal);
  const figures = (label: string, cells: readonly Cell[]): string[] =>
    wrapCells(cells, terminal.columns - indent - labelWidth, paint).map(
      (line, at) =>
        ' '.repeat(indent) + paint(padEnd(at === 0 ? label : '', labelWidth), 'bold') + line,
    );
  const { dash } = terminal.glyphs;
  const stages = renderStages(model.services, terminal);
  const totals = [
    ...figures('Reports', reportCells(model.reports, dash)),
    ...figures('Latency', latencyCells(model, dash)),
    ...figures('Resilience', resilienceCells(model.troubles)),
    ...figures('Trouble', troubleCells(model.troubles, terminal)),
  ];
  const parts = [totals, renderServices(model.services, terminal), stages];
  const lines = [
    titleOf(model, terminal, notes),
    ...parts.flatMap((part) => (part.length > 0 ? ['', ...part] : [])),
  ];
  const { rows = lines.length } = notes;
  if (lines.length <= rows) return lines;
  const left = `${terminal.glyphs.ellipsis} ${lines.length - rows + 1} more lines in a taller window`;
  return [...lines.slice(0, rows - 1), paint(`  ${left}`, 'dim')];
}

function titleOf({ services }: TopModel, terminal: Terminal, { intervalMs, note }: TopNotes) {
  const paint = createPaint(terminal);
  const answering = services.filter(({ failure }) => failure === undefined).length;
  const isWhole = answering === services.length;
  const state = `${answering} of ${services.length} services answer`;
  const since = ` ${terminal.glyphs.dot} last ${intervalMs / 1000} s`;
  const lead = `  ${paint('ASaRG Mesh', 'bold')}  ${paint(state, isWhole ? 'green' : 'red')}`;
  let room = terminal.columns - widthOf(`  ASaRG Mesh  ${state}`);
  if (room < widthOf(since)) return lead;
  room -= widthOf(since) + 2;
  if (note === undefined || room < widthOf(note)) return lead + paint(since, 'dim');
  return `${lead}${paint(since, 'dim')}  ${paint(padStart(note, room), 'dim')}`;
}

function figure(
  before: string,
  text: string | undefined,
  after = '',
  ...styles: readonly Style[]
): Cell[] {
  const whole = [before, text, after].filter(Boolean).join(' ');
  return text === undefined ? [] : [{ text: whole, styles }];
}

/** What is told, but did not happen in the interval, stays in its place with a dash. */
function reportCells(of: ReportFigures, dash: string): Cell[] {
  const share = (name: string, value: number | undefined, style: Style): Cell[] =>
    of.perSecond === undefined
      ? []
      : figure(name, value === undefined ? dash : formatShare(value), '', value ? style : 'dim');
  return [
    ...figure('', of.perSecond === undefined ? undefined : `${formatRate(of.perSecond)}/s`),
    ...figure('in progress', of.inProgress?.toString()),
    ...share('degraded', of.degradedShare, 'yellow'),
    ...share('failed', of.failedShare, 'red'),
  ];
}

function latencyCells({ reports, text }: TopModel, dash: string): Cell[] {
  const quantile = (name: string, rate: number | undefined, value: Quantile | undefined): Cell[] =>
    rate === undefined ? [] : figure(name, value ? formatQuantile(value) : dash);
  const { tokensPerSecond: tokens } = text;
  return [
    ...quantile('p50', reports.perSecond, reports.p50),
    ...quantile('p95', reports.perSecond, reports.p95),
    ...quantile('first token p50', tokens, text.firstTokenP50),
    ...figure('', tokens === undefined ? undefined : formatRate(tokens), 'tokens/s'),
  ];
}

function resilienceCells(of: Troubles): Cell[] {
  const rate = (name: string, value: number | undefined, ...styles: readonly Style[]): Cell[] =>
    figure(
      name,
      value === undefined ? undefined : `${formatRate(value)}/s`,
      '',
      ...(value ? styles : ['dim' as const]),
    );
  return [
    ...rate('hedges', of.hedgesPerSecond),
    ...rate('retries', of.retriesPerSecond, 'yellow'),
    ...rate('lost', of.lostPerSecond),
    ...rate('shed', of.shedPerSecond, 'red'),
    ...figure(
      'wasted',
      of.wastedPerSecond === undefined
        ? undefined
        : `${Math.round(of.wastedPerSecond * 1000)} ms/s`,
      '',
      of.wastedPerSecond ? 'yellow' : 'dim',
    ),
  ];
}

function troubleCells({ breakers, degradations }: Troubles, terminal: Terminal): Cell[] {
  const most = terminal.columns - indent - labelWidth;
  const cut = (text: string): string => cutEnd(printable(text), most, terminal.glyphs.ellipsis);
  return [
    ...breakers.map(({ specialist, address, state }): Cell => {
      const where = [specialist, address].filter(Boolean).join(' at ');
      const style = state === 'open' ? 'red' : 'yellow';
      return { text: cut(`breaker of ${where} ${state}`), styles: [style] };
    }),
    ...degradations.map(({ slot, reason, perSecond }): Cell => {
      const text = `without ${slot} (${reason}) ${formatRate(perSecond)}/s`;
      return { text: cut(text), styles: ['yellow'] };
    }),
  ];
}
