// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { metricTable, type MetricSpec } from './metric-table.js';
import { prometheusName } from './prometheus-name.js';

const page = readFileSync(new URL('../../../docs/observability.md', import.meta.url), 'utf8');

/** Cells of the rows of the table below a heading, code marks left out. */
function tableBelow(heading: string): string[][] {
  const [, section = ''] = page.split(`## ${heading}\n`, 2);
  const rows = section.split('\n## ', 1)[0]?.split('\n') ?? [];
  return rows
    .filter((row) => row.startsWith('|'))
    .slice(2)
    .map((row) => {
      const cells = row.split('|').slice(1, -1);
      return cells.map((cell) => cell.replaceAll('`', '').trim());
    });
}

test('the table of metrics in the documentation is the one that services follow', () => {
  const specs: [string, MetricSpec][] = Object.entries(metricTable);
  expect(tableBelow('Metrics')).toEqual(
    specs.map(([name, spec]) => [
      name,
      prometheusName(name, spec),
      spec.kind,
      spec.unit ?? '',
      spec.attributes.join(', '),
      spec.description,
    ]),
  );
});

test('every variable that is read is in the table of variables, and none else', () => {
  const told = tableBelow('Variables').flatMap(([name]) => name?.split(', ') ?? []);
  const files = ['setting-reader', 'settings', 'resource'];
  const source = files
    .map((file) => readFileSync(new URL(`./sdk/${file}.ts`, import.meta.url), 'utf8'))
    .join('\n');
  const read = new Set(source.match(/OTEL_[A-Z_]*[A-Z]/g));
  // The names of signals are put together.
  const otlp = (name: string): boolean => name.startsWith('OTEL_EXPORTER_OTLP');
  expect(new Set(told.filter((name) => !otlp(name)))).toEqual(
    new Set([...read].filter((name) => !otlp(name))),
  );
  expect(told.filter(otlp)).toEqual(
    expect.arrayContaining(['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_PROTOCOL']),
  );
});
