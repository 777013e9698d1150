// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { dashboardNames, panelsOf, readDashboard } from '../../../tools/dashboard/panels.mjs';
import { attribute, metricTable } from '../src/index.js';
import { prometheusLabel } from '../src/prometheus-name.js';
import { namesInPromql } from './promql-names.js';
import { ownMetrics, scrapedMetrics, type ScrapedMetric } from './scraped-metrics.js';

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

const root = path.resolve(import.meta.dirname, '../../..');
const folder = path.join(root, 'deploy/observability');
const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');
const rules = (parse(read('rules.yaml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  ({ rules }) => rules,
);
const recorded = rules.flatMap(({ record }) => (record ? [record] : []));
const known: ReadonlyMap<string, ScrapedMetric> = new Map([
  ...scrapedMetrics,
  ...ownMetrics,
  ...recorded.map((name) => [name, { labels: [] }] as const),
]);

/** What is wrong with the names of an expression, for people. */
function faultsOf(expr: string, legends: readonly string[] = []): string[] {
  const { selectors, grouping } = namesInPromql(expr);
  const labels = new Set(selectors.flatMap(({ metric }) => known.get(metric)?.labels ?? []));
  const templates = legends.join(' ').matchAll(/\{\{\s*(?:\$labels\.)?([a-z]\w*)\s*\}\}/g);
  return [
    ...selectors.flatMap(({ metric, labels }) => {
      const spec = known.get(metric);
      if (!spec) return [`no metric is named ${metric}`];
      return labels.flatMap(({ name, value }) => {
        if (!spec.labels.includes(name)) return [`${metric} has no label ${name}`];
        const bound = new RegExp(`^(?:${value})$`);
        return name === 'le' && !spec.buckets?.some((bucket) => bound.test(String(bucket)))
          ? [`${metric} has no bucket ${value}`]
          : [];
      });
    }),
    ...[...grouping, ...[...templates].map(([, label]) => label!)]
      .filter((label) => !labels.has(label))
      .map((label) => `no metric in the expression has a label ${label}`),
  ];
}

test('names are read out of PromQL, and wrong ones found', () => {
  expect(
    namesInPromql('sum by (le, a) (rate(x_bucket{le=~"5(\\\\.0)?", b!="{"}[5m])) > 2e3 unless y'),
  ).toEqual({
    selectors: [
      {
        metric: 'x_bucket',
        labels: [
          { name: 'le', value: '5(\\.0)?' },
          { name: 'b', value: '{' },
        ],
      },
      { metric: 'y', labels: [] },
    ],
    grouping: ['le', 'a'],
  });
  expect(faultsOf('rate(asarg_report_duration_seconds[5m])')).toHaveLength(1);
  expect(faultsOf('sum by (asarg_stage) (asarg_queue_depth{le="1"})')).toHaveLength(2);
  expect(faultsOf('asarg_report_duration_seconds_bucket{le="4"}')).toHaveLength(1);
  expect(faultsOf('asarg_queue_depth', ['{{ $labels.asarg_stage }} {{job}}'])).toHaveLength(1);
});

describe('rules.yaml', () => {
  test.each(rules.map((rule) => [rule.alert ?? rule.record!, rule] as const))('%s', (_, rule) => {
    expect(faultsOf(rule.expr, Object.values(rule.annotations ?? {}))).toEqual([]);
  });

  test('no two rules record the same', () => {
    expect(recorded).toEqual([...new Set(recorded)]);
  });

  test('every alert has a case in rules.test.yaml and its lines in the README', () => {
    const alerts = rules.flatMap(({ alert }) => (alert ? [alert] : []));
    const headings = [...read('README.md').matchAll(/^### (\w+)$/gm)].map(([, name]) => name!);
    expect(headings.toSorted()).toEqual(alerts.toSorted());
    const cases = read('rules.test.yaml');
    expect(alerts.filter((alert) => !cases.includes(alert))).toEqual([]);
    for (const { alert, annotations } of rules.filter(({ alert }) => alert)) {
      const runbook = `deploy/observability/README.md#${alert!.toLowerCase()}`;
      expect(annotations?.['runbook']).toBe(runbook);
    }
  });
});

describe.each(dashboardNames())('dashboard %s', (name) => {
  const dashboard = readDashboard(name);

  test('asks for metrics and labels that there are', () => {
    const faults = panelsOf(dashboard).flatMap(({ title, queries }) =>
      queries.flatMap(({ expr, legend }) =>
        faultsOf(expr, [legend]).map((fault) => `${title}: ${fault}`),
      ),
    );
    expect(faults).toEqual([]);
  });

  test('asks for attributes of spans that there are', () => {
    const named = JSON.stringify(dashboard).matchAll(/(?:span|resource)\.(asarg[\w.]+)/g);
    expect([...named].map(([, name]) => name)).toSatisfy((names: string[]) =>
      names.every((name) => Object.values<string>(attribute).includes(name)),
    );
  });

  test('fills its variables from metrics that there are', () => {
    const asked = (dashboard.templating.list as { type: string; definition?: string }[]).flatMap(
      ({ definition }) => definition?.match(/^label_values\((\w+), (\w+)\)$/)?.slice(1) ?? [],
    );
    const [metric, label] = asked;
    if (metric) expect(known.get(metric)?.labels).toContain(label);
  });

  test('no panel lies over another', () => {
    const cells = (dashboard.panels as { gridPos: Record<'x' | 'y' | 'w' | 'h', number> }[])
      .map(({ gridPos: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
      )
      .flat();
    expect(cells.length).toBe(new Set(cells).size);
  });
});

test('documents name metrics, labels and attributes that there are', () => {
  const names = new Set([
    ...known.keys(),
    ...Object.keys(metricTable),
    ...Object.values<string>(attribute),
    ...Object.values<string>(attribute).map(prometheusLabel),
    ...[...known.values()].flatMap(({ labels }) => labels),
    // Of histograms the family, too.
    ...[...known.keys()].map((name) => name.replace(/_(?:bucket|sum|count)$/, '')),
    // A package in Python.
    'asarg_training',
  ]);
  const documents = [folder, path.join(root, 'docs')]
    .flatMap((place) => readdirSync(place).map((file) => path.join(place, file)))
    .filter((file) => file.endsWith('.md'));
  const wrong = documents.flatMap((file) => {
    const quoted = [...readFileSync(file, 'utf8').matchAll(/`([^`\n]+)`/g)].map(([, it]) => it!);
    return quoted
      .flatMap((it) => it.match(/\b(?:asarg|rpc|gen_ai|http_server|nodejs)_[a-z0-9_]+/g) ?? [])
      .filter((it) => !names.has(it))
      .map((it) => `${path.basename(file)}: ${it}`);
  });
  expect(wrong).toEqual([]);
});
