// SPDX-License-Identifier: Apache-2.0
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { inject } from 'vitest';
import { freePorts, root, start } from '../interop/processes.js';

/** Where a service is scraped. */
export interface Target {
  readonly job: string;
  /** host:port. */
  readonly address: string;
  /** Further labels, of discovery too. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** One series of an answer. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** A Prometheus that runs with a deployed configuration and the deployed rules. */
export interface RunningPrometheus {
  readonly url: string;
  /** Evaluates an expression now. @throws Error with what Prometheus finds wrong. */
  query(expr: string): Promise<Series[]>;
  /** Any other part of its HTTP API: the field `data` of the answer. */
  get<T>(pathAndQuery: string): Promise<T>;
  /** Asks until `until` holds, for at most a minute. */
  eventually(expr: string, until: (series: readonly Series[]) => boolean): Promise<Series[]>;
}

const deployed = path.join(root, 'deploy/observability');
const patienceMs = 60_000;

/**
 * Starts Prometheus. It scrapes and evaluates every second instead of every 15 or 30, so that tests
 * need not wait; all else is as deployed.
 * @param edit what else is to be different in the configuration.
 */
export async function startPrometheus(
  configuration: string,
  targets: readonly Target[],
  edit: (text: string) => string = (text) => text,
): Promise<RunningPrometheus> {
  const folder = await mkdtemp(path.join(tmpdir(), 'asarg-prometheus-'));
  const faster = (text: string): string => text.replaceAll(/\b(interval): (15|30)s$/gm, '$1: 1s');
  const hasten = (text: string): string =>
    text.replaceAll(/_interval: (15|30)s$/gm, '_interval: 1s');
  const config = path.join(folder, configuration);
  await copyFile(path.join(deployed, 'rules.yaml'), path.join(folder, 'rules.yaml'));
  for (const [file, change] of [
    ['rules.yaml', faster],
    [configuration, (text: string) => edit(hasten(text))],
  ] as const) {
    const text = await readFile(path.join(deployed, file), 'utf8');
    await writeFile(path.join(folder, file), change(text));
  }
  const entries = targets.map(({ job, address, labels }) => ({
    targets: [address],
    labels: { job, ...labels },
  }));
  await writeFile(path.join(folder, 'targets.json'), JSON.stringify(entries));
  const [port] = await freePorts(1);
  const child = start(inject('prometheus'), [
    `--config.file=${config}`,
    `--storage.tsdb.path=${path.join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--enable-feature=exemplar-storage',
  ]);
  child.once('exit', () => void rm(folder, { recursive: true, force: true }));
  child.stdout!.resume();
  await readiness(child.stderr!);
  return clientOf(`http://127.0.0.1:${port}`);
}

async function readiness(log: NodeJS.ReadableStream): Promise<void> {
  const said: string[] = [];
  for await (const line of createInterface(log)) {
    said.push(line);
    if (/Server is ready/.test(line)) return void log.resume();
  }
  throw new Error(`expected Prometheus to become ready, found: ${said.slice(-5).join('\n')}`);
}

function clientOf(url: string): RunningPrometheus {
  async function get<T>(pathAndQuery: string): Promise<T> {
    const response = await fetch(`${url}/api/v1/${pathAndQuery}`);
    const body = (await response.json()) as { status: string; error?: string; data: T };
    if (body.status !== 'success') throw new Error(`${pathAndQuery}: ${body.error}`);
    return body.data;
  }
  const query = async (expr: string): Promise<Series[]> =>
    (await get<{ result: Series[] }>(`query?query=${encodeURIComponent(expr)}`)).result;
  return {
    url,
    get,
    query,
    async eventually(expr, until) {
      for (const deadline = Date.now() + patienceMs; ;) {
        const series = await query(expr);
        if (until(series)) return series;
        if (Date.now() > deadline) {
          throw new Error(`expected more of ${expr}, found ${JSON.stringify(series)}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
  };
}
