// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { inject } from 'vitest';
import { freePorts, root, start } from '../interop/processes.js';
import { readCollected, type CollectedSpan } from './read-collected.js';

/** A Collector that runs with deploy/observability/collector.yaml. */
export interface RunningCollector {
  /** host:port of OTLP over gRPC. */
  readonly grpc: string;
  /** host:port of OTLP over HTTP. */
  readonly http: string;
  /** URL of its own metrics. */
  readonly metrics: string;
  /** Stops it, so that all is written, and reads what it took. */
  stop(): Promise<CollectedSpan[]>;
}

/** Starts the Collector on free ports of the loopback, writing into a folder of its own. */
export async function startCollector(): Promise<RunningCollector> {
  const folder = await mkdtemp(path.join(tmpdir(), 'asarg-collector-'));
  const file = path.join(folder, 'traces.jsonl');
  const [metricsPort] = await freePorts(1);
  const child = start(inject('collector'), ['--config', collectorConfiguration], {
    COLLECTOR_GRPC: '127.0.0.1:0',
    COLLECTOR_HTTP: '127.0.0.1:0',
    COLLECTOR_METRICS_HOST: '127.0.0.1',
    COLLECTOR_METRICS_PORT: String(metricsPort),
    // Longer than any test: what is stopped must write what it still holds.
    COLLECTOR_BATCH_TIMEOUT: '60s',
    COLLECTOR_TRACES: file,
    COLLECTOR_METRICS: path.join(folder, 'metrics.jsonl'),
  });
  child.stdout!.resume();
  const endpoints = new Map<string, string>();
  const said: string[] = [];
  for await (const line of createInterface(child.stderr!)) {
    said.push(line);
    const [, protocol, endpoint] =
      /Starting (GRPC|HTTP) server.*"endpoint": "([^"]+)"/.exec(line) ?? [];
    if (protocol) endpoints.set(protocol, endpoint!);
    if (line.includes('Everything is ready')) break;
  }
  child.stderr!.resume();
  const [grpc, http] = [endpoints.get('GRPC'), endpoints.get('HTTP')];
  if (!grpc || !http)
    throw new Error(`expected the collector to listen, found: ${said.join('\n')}`);
  return {
    grpc,
    http,
    metrics: `http://127.0.0.1:${metricsPort}/metrics`,
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = (await exited) as [number | null];
      if (code !== 0) throw new Error(`expected the collector to end well, found code ${code}`);
      const spans = await readCollected(file);
      await rm(folder, { recursive: true, force: true });
      return spans;
    },
  };
}

/** The configuration that is deployed. */
export const collectorConfiguration = path.join(root, 'deploy/observability/collector.yaml');
