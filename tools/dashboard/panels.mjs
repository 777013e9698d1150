// SPDX-License-Identifier: Apache-2.0
// What the dashboards in deploy/observability/grafana ask Prometheus.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../../deploy/observability/grafana');

/**
 * @typedef {{ expr: string, legend: string }} Query PromQL with Grafana's variables filled in, and
 *   the legend's template.
 * @typedef {{ row: string, title: string, type: string, unit: string, description: string,
 *   isStacked: boolean, queries: Query[] }} Panel
 */

/** Names of the dashboards: mesh, service, report. */
export function dashboardNames() {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => path.basename(file, '.json'));
}

/** A dashboard as Grafana reads it. */
export function readDashboard(name) {
  return JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));
}

/**
 * The panels that ask Prometheus, in the order of the page.
 * @param {{ job?: string, rateInterval?: string }} variables
 * @returns {Panel[]}
 */
export function panelsOf(dashboard, { job = 'fusion-llm', rateInterval = '1m' } = {}) {
  let row = '';
  const panels = [];
  for (const { type, title, description, targets = [], fieldConfig } of dashboard.panels) {
    if (type === 'row') row = title;
    const queries = targets
      .filter(({ expr }) => expr)
      .map(({ expr, legendFormat }) => ({
        expr: expr.replaceAll('$__rate_interval', rateInterval).replaceAll('$job', job),
        legend: legendFormat ?? '',
      }));
    if (queries.length === 0) continue;
    const { unit = 'short', custom } = fieldConfig.defaults;
    const isStacked = custom?.stacking?.mode === 'normal';
    panels.push({ row, title, type, unit, description, isStacked, queries });
  }
  return panels;
}
