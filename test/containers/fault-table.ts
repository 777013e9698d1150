// SPDX-License-Identifier: Apache-2.0
import type { Outcome } from './traffic.js';

/** What was seen of one fault. */
export interface FaultRow {
  readonly name: string;
  readonly lastedMs: number;
  /** From the healing until the first of the reports was sent that all were COMPLETE again. */
  readonly recoveryMs: number;
  /** Of all requests that ended from the fault until the mesh was well. */
  readonly outcomes: readonly Outcome[];
}

const columns = [
  'fault',
  'lasted',
  'COMPLETE',
  'PARTIAL',
  'FAILED',
  'refused',
  'lost',
  'well after',
];

/** The rows as a Markdown table. */
export function faultTable(rows: readonly FaultRow[]): string {
  const lines = [columns, columns.map((_, i) => (i === 0 ? '---' : '---:')), ...rows.map(cellsOf)];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cellsOf({ name, lastedMs, recoveryMs, outcomes }: FaultRow): string[] {
  const count = (holds: (outcome: Outcome) => boolean): string =>
    `${outcomes.filter(holds).length}`;
  const ended = (status: string): string => count(({ report }) => report?.status === status);
  return [
    name,
    seconds(lastedMs),
    ended('COMPLETE'),
    ended('PARTIAL'),
    ended('FAILED'),
    count(({ kind }) => kind === 'refused' || kind === 'unreachable'),
    count(({ kind }) => kind === 'lost'),
    seconds(recoveryMs),
  ];
}

const seconds = (ms: number): string =>
  Number.isFinite(ms) ? `${(ms / 1000).toFixed(1)} s` : 'never';
