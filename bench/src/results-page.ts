// SPDX-License-Identifier: Apache-2.0
import { mkdir, readFile, writeFile } from 'node:fs/promises';

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
  /** Page of docs that the section is on. @default benchmarks */
  readonly page?: string;
  /** Markdown in place of the table of rows. */
  readonly table?: string;
  /** Files to write besides, paths from the root of the repository. */
  readonly files?: readonly { readonly path: string; readonly text: string }[];
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The table of a result, in Markdown. */
export function renderTable(result: BenchmarkResult): string {
  if (result.table !== undefined) return `${result.table}\n\n${result.method}`;
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
    throw new Error(`expected the markers ${open} and ${close} in the page, found none`);
  }
  return `${page.slice(0, from + open.length)}\n${text}\n${page.slice(to)}`;
}

/** Writes a result into its page, and its files; `root` is that of the repository. */
export async function writeResult(root: URL, result: BenchmarkResult): Promise<void> {
  for (const { path, text } of result.files ?? []) {
    const target = new URL(path, root);
    await mkdir(new URL('.', target), { recursive: true });
    await writeFile(target, text);
  }
  const file = new URL(`docs/${result.page ?? 'benchmarks'}.md`, root);
  const page = await readFile(file, 'utf8');
  await writeFile(file, replaceSection(page, result.section, renderTable(result)));
}
