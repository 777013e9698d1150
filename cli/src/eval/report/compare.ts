// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { countStudies, maskOfLabels, metrics, pairedTest } from '@asarg/evaluation';
import { exitCode, UsageError } from '../../usage.js';
import type { EvalCompareCommand } from '../eval-options.js';
import { score, textTable } from '../text-table.js';
import { writeOut } from '../write-out.js';
import { resultSchema, type ReportResult, type ResultRow } from './result.js';

/** `asarg eval report --compare A B`: paired p-values over the studies that both scored. */
export async function compare(command: EvalCompareCommand): Promise<number> {
  const [a, b] = await Promise.all(command.files.map(readResult));
  const others = new Map(b!.rows.map((row) => [row.id, row]));
  const pairs = a!.rows.flatMap((row) => {
    const other = others.get(row.id);
    return other ? [[row, other] as const] : [];
  });
  if (pairs.length === 0) {
    throw new UsageError('--compare: expected files with studies in common, found none', 'eval');
  }
  const changed = pairs.find(([x, y]) => x.reference !== y.reference);
  if (changed)
    throw new Error(
      `expected equal references in both, found different ones of study ${changed[0].id}`,
    );
  const rows = (side: 0 | 1) => countRows(pairs.map((pair) => pair[side]));
  const [rowsA, rowsB] = [rows(0), rows(1)];
  const tests = pairedTest(
    rowsA.map(({ counts }) => counts),
    rowsB.map(({ counts }) => counts),
    metrics,
    { swaps: command.swaps },
  );
  const valueOf = (result: ReportResult, key: string) =>
    result.scores.subsets.all?.metrics[key]?.value;
  const same = pairs.length === a!.rows.length && pairs.length === b!.rows.length;
  process.stdout.write(
    `\nA ${a!.name}\nB ${b!.name}\n${pairs.length} studies in common; p by paired approximate randomisation, ${command.swaps} swaps\n\n`,
  );
  process.stdout.write(
    textTable(
      ['', ...(same ? ['A', 'B'] : []), 'A - B', 'p'],
      metrics.map(({ key, label }) => [
        label,
        ...(same ? [score(valueOf(a!, key)), score(valueOf(b!, key))] : []),
        score(tests[key]?.difference),
        tests[key]?.p.toFixed(4) ?? '-',
      ]),
    ),
  );
  if (command.json) {
    const file = {
      schema: 'asarg.eval-compare/1',
      files: command.files,
      studies: pairs.length,
      swaps: command.swaps,
      tests,
    };
    await writeOut(command.json, `${JSON.stringify(file, null, 1)}\n`);
  }
  return exitCode.ok;
}

const countRows = (rows: readonly ResultRow[]) =>
  countStudies(
    rows.map(({ id, text, reference, labels, referenceLabels }) => ({
      id,
      text,
      reference,
      labels: maskOfLabels(labels),
      referenceLabels: maskOfLabels(referenceLabels),
    })),
  );

async function readResult(file: string): Promise<ReportResult> {
  const result = JSON.parse(await readFile(file, 'utf8')) as ReportResult;
  if (result.schema !== resultSchema) {
    throw new UsageError(
      `${file}: expected schema ${resultSchema}, found ${String(result.schema)}`,
      'eval',
    );
  }
  return result;
}
