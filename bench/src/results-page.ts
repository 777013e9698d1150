// SPDX-License-Identifier: Apache-2.0
import { readFile, writeFile } from 'node:fs/promises';

/** One measured thing. */
export interface ResultRow {
  readonly what: string;
  readonly value: string;
  /** What it should be; empty where nothing is asked. */
  readonly target: string;
  /** Whether the target is met; undefined without one. */
  readonly met?: boolean;
}

/** What one benchmark found. */
export interface BenchmarkResult {
  /** Name of the section between whose markers the table goes. */
  readonly section: string;
  readonly rows: readonly ResultRow[];
  /** Circumstances: rounds, file, order. */
  readonly method: string;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The table of a result, in Markdown. */
export function renderTable(result: BenchmarkResult): string {
  const rows = result.rows.map(({ what, value, target, met }) => {
    const sign = met === undefined ? '' : met ? 'yes' : '**no**';
    return `| ${[what, value, target, sign].map(cell).join(' | ')} |`;
  });
  return [
    '| what | measured | target | met |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    result.method,
  ].join('\n');
}

/**
 * Puts a text between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->` of a page.
 * @throws Error when the page lacks the markers.
 */
export function replaceSection(page: string, section: string, text: string): string {
  const open = `<!-- bench:${section} -->`;
  const close = `<!-- /bench:${section} -->`;
  const from = page.indexOf(open);
  const to = page.indexOf(close);
  if (from < 0 || to < from) {
    throw new Error(`docs/benchmarks.md: expected the markers ${open} and ${close}, found none`);
  }
  return `${page.slice(0, from + open.length)}\n${text}\n${page.slice(to)}`;
}

/** Writes a result into the page. */
export async function writeResult(file: URL, result: BenchmarkResult): Promise<void> {
  const page = await readFile(file, 'utf8');
  await writeFile(file, replaceSection(page, result.section, renderTable(result)));
}
