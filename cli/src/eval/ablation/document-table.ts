// SPDX-License-Identifier: Apache-2.0
import { ablationMetrics, type Group } from './score-groups.js';

/** The score that the ablation is read by: No Finding is left out. */
export const steering = 'micro13';
export const three = (value: number): string => value.toFixed(3);
export const signed = (value: number): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
export const pText = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));

/** A Markdown table; numbers to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(header),
    line(header.map((_, k) => (k === 0 ? '---' : '---:'))),
    ...rows.map(line),
    '',
  ].join('\n');
}

export const metricHeader = [
  ...ablationMetrics.map(({ label }) => label.replace(/ F1$/, '').replace(/ \(.*/, ' *')),
  'distinct',
];

export function groupRow(name: string, group: Group): string[] {
  return [
    name,
    String(group.seeds.length),
    ...ablationMetrics.map(({ key }) => {
      const { mean, sd } = group.metrics[key]!;
      return group.seeds.length > 1 ? `${three(mean)} ± ${three(sd)}` : three(mean);
    }),
    group.distinct.toFixed(0),
  ];
}
