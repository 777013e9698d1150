// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import type { Exemplars } from './exemplars.js';
import { contentTypes, expositionFormat } from './exposition-format.js';
import { kindOf, type ProblemLog } from './problem-log.js';
import { prometheusText } from './prometheus-text.js';

/** Where metrics are scraped. */
export interface PrometheusEndpoint {
  /** The port it listens on; undefined until it does, and when it cannot. */
  port(): number | undefined;
  /** Settles when it listens, or cannot. Never rejects. */
  readonly settled: Promise<void>;
  /** Stops at once. */
  close(): Promise<void>;
}

/** What an endpoint reads, and where it stands. */
export interface PrometheusEndpointOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly reader: IMetricReader;
  readonly exemplars?: Exemplars;
  readonly problems: ProblemLog;
  /** Told the URL once the endpoint listens. */
  readonly onListening: (url: string) => void;
}

/**
 * Answers GET /metrics. It keeps no process alive; where the port is taken, that is told, and the
 * process goes on without.
 */
export function startPrometheusEndpoint(options: PrometheusEndpointOptions): PrometheusEndpoint {
  const { host, port, reader, exemplars, problems, onListening } = options;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const format = expositionFormat(request.headers.accept);
    const { resourceMetrics } = await reader.collect();
    const body = prometheusText(resourceMetrics, format, exemplars);
    response.writeHead(200, {
      'content-type': contentTypes[format],
      'content-length': Buffer.byteLength(body),
      vary: 'accept',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  const server = createServer((request, response) => {
    if (request.url?.split('?', 1)[0] !== '/metrics') {
      refuse(response, 404, 'expected /metrics\n');
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      refuse(response, 405, 'expected GET\n');
    } else {
      answer(request, response).catch(() => refuse(response, 500, 'metrics could not be read\n'));
    }
  });
  server.unref();
  const settled = new Promise<void>((resolve) => {
    server.once('error', (error) => {
      const fields = { ...kindOf(error), host, port };
      problems.count('metrics cannot be scraped: expected a free address', 1, fields);
      resolve();
    });
    server.listen(port, host, () => {
      const { port: chosen } = server.address() as AddressInfo;
      onListening(`http://${host.includes(':') ? `[${host}]` : host}:${chosen}/metrics`);
      resolve();
    });
  });
  return {
    port: () => (server.address() as AddressInfo | null)?.port,
    settled,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(why);
}
