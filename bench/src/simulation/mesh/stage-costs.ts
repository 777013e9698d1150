// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';

/** The thread of a service that a stage runs on; `background` is none that a report waits for. */
export type ThreadName = 'main' | 'worker' | 'background';

/** What one stage of a report costs. */
export interface StageCost {
  readonly service: string;
  readonly stage: string;
  readonly thread: ThreadName;
  /** Processor time in milliseconds, all threads: quantiles at equal steps, least to greatest. */
  readonly cpuMs: readonly number[];
  /** Wall time in milliseconds, in the same way; absent where nobody measures it. */
  readonly wallMs?: readonly number[];
  /** Cores that it uses at once. @default 1 */
  readonly threads?: number;
}

/** What a report costs one service. */
export interface ServiceCost {
  readonly service: string;
  /** Processor time in milliseconds, all threads: quantiles as of a stage. */
  readonly cpuMs: readonly number[];
  /** Bytes that its process reads and writes for a report, from sockets and files. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Resident set while reports are made, the largest seen. */
  readonly residentBytes: number;
}

/** What reports cost, as measured. */
export interface StageCosts {
  readonly schema: 'asarg.stage-costs/1';
  /** How, when and where it was measured. */
  readonly method: string;
  readonly reports: number;
  readonly stages: readonly StageCost[];
  readonly services: readonly ServiceCost[];
  /** Tokens of a report: quantiles. */
  readonly tokens: readonly number[];
  /** Bytes of a request with a frame, and of all events of a report that go to the gateway. */
  readonly frameBytes: number;
  readonly reportBytes: number;
}

/** The specialists that the costs know, in their order. */
export const specialistsOf = ({ stages }: StageCosts): string[] => [
  ...new Set(stages.filter(({ stage }) => stage === 'encode').map(({ service }) => service)),
];

/** @throws Error if there is none of that name. */
export function stageOf({ stages }: StageCosts, service: string, stage: string): StageCost {
  const found = stages.find((one) => one.service === service && one.stage === stage);
  if (found === undefined) {
    const known = stages.map((one) => `${one.service}/${one.stage}`).join(', ');
    throw new Error(`expected the cost of ${service}/${stage}, found only those of ${known}`);
  }
  return found;
}

/** @throws Error if there is none of that name. */
export function serviceOf({ services }: StageCosts, service: string): ServiceCost {
  const found = services.find((one) => one.service === service);
  if (found === undefined) throw new Error(`expected the cost of ${service}, found none`);
  return found;
}

/**
 * Reads what `npm run bench -- stage-cost` wrote.
 * @throws Error if it is not that.
 */
export async function readStageCosts(file: URL | string): Promise<StageCosts> {
  const costs = JSON.parse(await readFile(file, 'utf8')) as StageCosts;
  if (costs.schema !== 'asarg.stage-costs/1') {
    throw new Error(`expected the schema asarg.stage-costs/1, found ${String(costs.schema)}`);
  }
  return costs;
}
