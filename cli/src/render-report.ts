// SPDX-License-Identifier: Apache-2.0
import { attemptWords } from './attempt-words.js';
import { formatDuration } from './duration.js';
import { createPaint, type Paint, type Style } from './paint.js';
import type { ContributionJson, ReportJson } from './report-json.js';
import { renderSentences } from './render-sentences.js';
import { renderWaterfall } from './render-waterfall.js';
import { statusWords } from './status-words.js';
import type { Terminal } from './terminal.js';
import { padEnd, printable, widthOf, wrap, wrapItems } from './text-layout.js';

/** What is known besides the report. */
export interface ReportContext {
  /** Name of the file, for the heading. */
  readonly fileName: string;
  /** Command that shows more of where the time went; none if left out. */
  readonly traceCommand?: string;
  /** A waterfall line for every part of a specialist's work. @default false */
  readonly everyPart?: boolean;
}

function heading(report: ReportJson, context: ReportContext, terminal: Terminal, paint: Paint) {
  const { times, dot } = terminal.glyphs;
  const [word, colour] = statusWords[report.status] ?? [report.status, 'blue' as const];
  const ends = (report.stages ?? []).map((stage) => stage.startMs + stage.durationMs);
  const durationMs = report.durationMs ?? Math.max(...ends);
  const facts: string[] = [];
  if (report.image) facts.push(`${report.image.width} ${times} ${report.image.height}`);
  if (report.view) {
    facts.push(`${printable(report.view.name)} view, p ${report.view.probability.toFixed(2)}`);
  }
  if (durationMs > 0) facts.push(formatDuration(durationMs));
  if (report.firstTokenMs) facts.push(`first token ${formatDuration(report.firstTokenMs)}`);
  const title = `${paint('Report', 'bold')} ${paint(word, colour)}`;
  const below = [printable(context.fileName), ...facts];
  return [
    `  ${title}`,
    ...wrapItems(below, ` ${dot} `, terminal.columns - 2).map((l) => paint(`  ${l}`, 'dim')),
  ];
}

function contributionLines(all: readonly ContributionJson[], terminal: Terminal, paint: Paint) {
  const slotWidth = Math.max(...all.map((one) => widthOf(one.slot)));
  const states: Readonly<Record<string, Style>> = {
    used: 'green',
    partial: 'yellow',
    missing: 'red',
  };
  return all.flatMap((one) => {
    const model = [one.specialist, one.version].filter(Boolean).join(' ');
    const digest = one.digest?.replace(/^sha256:/, '').slice(0, 12);
    const known = [model, digest, one.pixelProfile, one.required ? 'required' : ''];
    const details = known.flatMap((item) => (item ? [printable(item)] : []));
    const state = paint(padEnd(one.state, 7), states[one.state] ?? 'blue');
    const lead = `  ${padEnd(printable(one.slot), slotWidth)}  ${state}`;
    const width = terminal.columns - slotWidth - 13;
    const reason = one.state === 'used' ? [] : wrap(printable(one.reason ?? ''), width);
    const indent = ' '.repeat(slotWidth + 13);
    const after = [
      ...[
        ...wrapItems(details, ` ${terminal.glyphs.dot} `, width),
        ...wrap(standInWords(one), width),
        ...wrap(printable(attemptWords(one.attempts)), width),
      ].map((text) => paint(text, 'dim')),
      ...reason.map((text) => paint(text, 'yellow')),
    ];
    if (after.length === 0) return [lead];
    return after.map((text, i) => (i === 0 ? `${lead}  ${text}` : `${indent}${text}`));
  });
}

/** For how much of a slot the null embedding stood in, where it did for a part. */
function standInWords({ boundClasses = [], missingClasses = [] }: ContributionJson): string {
  if (boundClasses.length === 0 || missingClasses.length === 0) return '';
  const all = boundClasses.length + missingClasses.length;
  return `null embedding for ${missingClasses.length} of ${all} classes`;
}

function provenanceLines(report: ReportJson, terminal: Terminal, paint: Paint): string[] {
  const { fusion, options, pipelineDigest, inputDigest, software } = report.provenance ?? {};
  const made = [
    fusion && `${fusion.name} ${fusion.version}`,
    ...Object.entries(options ?? {})
      .map(([name, value]) => `${name} ${value}`)
      // A list that is empty says nothing.
      .filter((option) => !option.endsWith(' ')),
    software && `${software.name} ${software.version}`,
  ].filter((item) => item !== undefined);
  const short = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);
  const ids = [
    `report ${report.id}`,
    pipelineDigest && `pipeline ${short(pipelineDigest)}`,
    inputDigest && `image ${short(inputDigest)}`,
    report.epoch !== undefined && report.epoch !== null ? `epoch ${report.epoch}` : undefined,
  ].filter((item) => item !== undefined);
  const separator = ` ${terminal.glyphs.dot} `;
  return [made, ids]
    .flatMap((items) => wrapItems(items.map(printable), separator, terminal.columns - 2))
    .map((line) => paint(`  ${line}`, 'dim'));
}

/** The report for people: sentences with verdicts, who contributed, where the time went, ids. */
export function renderReport(
  report: ReportJson,
  context: ReportContext,
  terminal: Terminal,
): string {
  const paint = createPaint(terminal);
  const blocks: string[][] = [heading(report, context, terminal, paint)];
  if (report.sentences?.length) blocks.push(renderSentences(report.sentences, terminal));
  if (report.warnings?.length) {
    blocks.push(
      report.warnings
        .flatMap((warning) => wrap(`warning: ${printable(warning)}`, terminal.columns - 2))
        .map((line) => paint(`  ${line}`, 'yellow')),
    );
  }
  if (report.contributions?.length) {
    const lines = contributionLines(report.contributions, terminal, paint);
    blocks.push([paint('  What the models gave', 'bold'), ...lines]);
  }
  const waterfall = renderWaterfall(report.stages ?? [], terminal, context.everyPart);
  if (waterfall.length > 0) {
    const more = context.traceCommand ? wrap(context.traceCommand, terminal.columns - 2) : [];
    const hint = more.map((line) => paint(`  ${line}`, 'dim'));
    blocks.push([paint('  Where the time went', 'bold'), ...waterfall, ...hint]);
  }
  blocks.push(provenanceLines(report, terminal, paint));
  if (report.disclaimer) {
    const lines = wrap(printable(report.disclaimer), terminal.columns - 2);
    blocks.push(lines.map((line) => paint(`  ${line}`, 'yellow')));
  }
  const all = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return `\n${all.join('\n\n')}\n`;
}
