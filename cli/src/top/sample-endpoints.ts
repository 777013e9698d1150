// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sampleScrapes } from './sample-exposition.js';

/** What a service does instead of telling its metrics. */
export type Fault = number | 'hang up' | 'a web page' | 'nothing';

/** Metrics of a sample mesh by HTTP, for the tests. */
export interface SampleEndpoints {
  /** URL of each service's metrics. */
  readonly urls: Readonly<Record<string, string>>;
  /** Ten more reports have been made. */
  advance(): void;
  /** Faults from now on, by service. */
  answerWith(faults: Readonly<Record<string, Fault>>): void;
  close(): Promise<void>;
}

/**
 * Starts them on a free port of 127.0.0.1.
 * @param isBusy - whether ten more reports have been made at every request of a service.
 */
export async function startSampleEndpoints(isBusy = false): Promise<SampleEndpoints> {
  let rounds = 1;
  let faults: Readonly<Record<string, Fault>> = {};
  const asked = new Map<string, number>();
  const server = createServer((request, response) => {
    const name = (request.url ?? '').split('/')[1] ?? '';
    const fault = faults[name];
    if (fault === 'nothing') return;
    if (fault === 'hang up') return void request.socket.destroy();
    if (fault === 'a web page') return void response.end('<html></html>\n');
    asked.set(name, (asked.get(name) ?? 0) + 1);
    const text = sampleScrapes(isBusy ? (asked.get(name) ?? 0) : rounds)[name];
    response.writeHead(fault ?? (text === undefined ? 404 : 200), {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    });
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const names = Object.keys(sampleScrapes(1));
  return {
    urls: Object.fromEntries(
      names.map((name) => [name, `http://127.0.0.1:${port}/${name}/metrics`]),
    ),
    advance: () => void rounds++,
    answerWith: (next) => void (faults = next),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
