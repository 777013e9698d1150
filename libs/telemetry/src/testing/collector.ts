// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';

/** A span as it arrived, its attributes as a plain object. */
export interface CollectedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** A collector that speaks OTLP over HTTP, and reads JSON. */
export interface Collector {
  readonly url: string;
  /** Waits for spans of these names; gives the first of each. */
  spans(...names: readonly string[]): Promise<readonly (CollectedSpan | undefined)[]>;
  all(): readonly CollectedSpan[];
  names(): readonly string[];
  metricNames(): readonly string[];
  contentTypes(): readonly string[];
  /** All that came, as text. */
  everything(): string;
}

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Starts a collector; it keeps no process alive. */
export async function startCollector(): Promise<Collector> {
  const bodies: string[] = [];
  const types: string[] = [];
  const spans: CollectedSpan[] = [];
  const metricNames: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const type = request.headers['content-type'] ?? '';
    const body = Buffer.concat(chunks).toString();
    types.push(type);
    bodies.push(JSON.stringify(request.headers), body);
    if (type.startsWith('application/json')) {
      const { resourceSpans = [], resourceMetrics = [] } = JSON.parse(body);
      for (const { resource, scopeSpans } of resourceSpans) {
        for (const span of scopeSpans.flatMap((scope: { spans: unknown[] }) => scope.spans)) {
          const attributes = plain(span.attributes);
          spans.push({ ...span, attributes, resource: plain(resource.attributes) });
        }
      }
      for (const { scopeMetrics } of resourceMetrics) {
        for (const { metrics } of scopeMetrics) {
          metricNames.push(...metrics.map((metric: { name: string }) => metric.name));
        }
      }
      response.setHeader('content-type', 'application/json').end('{}');
    } else {
      response.setHeader('content-type', type).end();
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const names = (): string[] => spans.map((span) => span.name);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async spans(...wanted) {
      await expect.poll(names, { timeout: 20_000 }).toEqual(expect.arrayContaining([...wanted]));
      return wanted.map((name) => spans.find((span) => span.name === name));
    },
    all: () => spans,
    names,
    metricNames: () => metricNames,
    contentTypes: () => types,
    everything: () => bodies.join('\n'),
  };
}

function plain(attributes: readonly KeyValue[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
