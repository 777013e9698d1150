// SPDX-License-Identifier: Apache-2.0
import type { ServiceCost, StageCost, StageCosts } from '../simulation/mesh/stage-costs.js';

const middleOf = (quantiles: readonly number[]): number =>
  quantiles[Math.floor(quantiles.length / 2)]!;
const ms = (quantiles: readonly number[]): string => middleOf(quantiles).toFixed(1);
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** Two tables in Markdown: by service, and by stage. */
export function costTable(costs: StageCosts): string {
  const total = costs.services.reduce((sum, { cpuMs }) => sum + middleOf(cpuMs), 0);
  return [
    '| service | processor, ms | share | reads, MB | writes, MB | memory, MB |',
    '| --- | --- | --- | --- | --- | --- |',
    ...costs.services.map((service) => serviceRow(service, total)),
    `| all | ${total.toFixed(0)} | | | | |`,
    '',
    '| stage | thread | processor, ms | 10 % to 90 % | wall, ms |',
    '| --- | --- | --- | --- | --- |',
    ...costs.stages.map(stageRow),
  ].join('\n');
}

function serviceRow(one: ServiceCost, total: number): string {
  const middle = middleOf(one.cpuMs);
  const cells = [
    one.service,
    middle.toFixed(0),
    `${((100 * middle) / total).toFixed(0)} %`,
    megabytes(one.bytesIn),
    megabytes(one.bytesOut),
    (one.residentBytes / 1e6).toFixed(0),
  ];
  return `| ${cells.join(' | ')} |`;
}

function stageRow({ service, stage, thread, cpuMs, wallMs, threads }: StageCost): string {
  const last = cpuMs.length - 1;
  const [low, high] = [cpuMs[Math.round(last / 10)]!, cpuMs[Math.round((9 * last) / 10)]!];
  const cells = [
    `${service}/${stage}`,
    threads === undefined ? thread : `${thread}, ${threads} cores`,
    ms(cpuMs),
    `${low.toFixed(1)} to ${high.toFixed(1)}`,
    wallMs ? ms(wallMs) : '',
  ];
  return `| ${cells.join(' | ')} |`;
}
