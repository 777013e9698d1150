// SPDX-License-Identifier: Apache-2.0
import { dashboardNames, panelsOf, readDashboard } from '../../tools/dashboard/panels.mjs';
import type { RunningPrometheus } from './start-prometheus.js';

/**
 * Asks Prometheus what every panel of every dashboard asks, for one service.
 * @param mayBeEmpty why a panel, by its title, may have nothing to show.
 * @returns what is wrong, for people: errors of the query are thrown.
 */
export async function panelFaults(
  prometheus: Pick<RunningPrometheus, 'query'>,
  job: string,
  mayBeEmpty: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const faults: string[] = [];
  for (const name of dashboardNames()) {
    for (const { title, queries } of panelsOf(readDashboard(name), { job })) {
      for (const { expr, legend } of queries) {
        const series = await prometheus.query(expr);
        const say = (what: string): void => void faults.push(`${name}, ${title}: ${what}: ${expr}`);
        if (series.length === 0) {
          if (!mayBeEmpty[title]) say('nothing');
          continue;
        }
        // Of a route or method that was not used lately the quantile is NaN; of all, something is wrong.
        if (series.every(({ value }) => value[1] === 'NaN')) say('NaN');
        for (const [, label] of legend.matchAll(/\{\{(\w+)\}\}/g)) {
          if (!series.some(({ metric }) => metric[label!])) say(`no series with ${label}`);
        }
      }
    }
  }
  return faults;
}
