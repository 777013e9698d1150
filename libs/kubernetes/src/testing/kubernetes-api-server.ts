// SPDX-License-Identifier: Apache-2.0
import { EventEmitter, once } from 'node:events';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SelfSignedCertificate } from './self-signed-certificate.js';

/** An EndpointSlice, as much of it as anybody looks at. */
export interface TestSlice {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly addressType?: string;
  readonly ports?: readonly object[] | null;
  readonly endpoints?: readonly object[] | null;
}

/** A request that the API got. */
export interface ApiRequest {
  readonly verb: 'list' | 'watch';
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly authorization?: string;
}

interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly version: number;
  readonly object: TestSlice;
}

export type KubernetesApiServer = Awaited<ReturnType<typeof serveKubernetesApi>>;

/**
 * An API with the EndpointSlices of one namespace behind a real HTTP(S) server on loopback: lists by
 * pages, watches from a resource version on, and 410 for versions that `compact` has forgotten.
 */
export async function serveKubernetesApi({
  certificate,
  port = 0,
  pageSize = Infinity,
}: { certificate?: SelfSignedCertificate; port?: number; pageSize?: number } = {}) {
  const slices = new Map<string, TestSlice>();
  const requests: ApiRequest[] = [];
  const watches = new Set<ServerResponse>();
  const events = new EventEmitter();
  let history: Change[] = [];
  let version = 100;
  let oldest = version;
  let intercept: (request: ApiRequest, response: ServerResponse) => boolean = () => false;

  function handle(incoming: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(incoming.url!, 'http://api');
    const query = Object.fromEntries(searchParams);
    const verb = query['watch'] === '1' ? 'watch' : 'list';
    const { authorization } = incoming.headers;
    const request: ApiRequest = { verb, path: pathname, query, authorization };
    requests.push(request);
    if (!intercept(request, response)) {
      (verb === 'list' ? list : watch)(query, response);
    }
    events.emit('request');
  }

  function list(query: ApiRequest['query'], response: ServerResponse): void {
    const all = [...slices.values()].filter((slice) => isSelected(slice, query['labelSelector']!));
    const [from = 0, at = version] = query['continue']?.split('@').map(Number) ?? [];
    if (at < oldest) {
      refuse(response, 410, 'Expired');
      return;
    }
    const to = from + Math.min(pageSize, Number(query['limit']));
    const more = to < all.length ? `${to}@${at}` : '';
    const metadata = { resourceVersion: String(at), continue: more };
    response.end(JSON.stringify({ metadata, items: all.slice(from, to) }));
  }

  function watch(query: ApiRequest['query'], response: ServerResponse): void {
    const from = Number(query['resourceVersion']);
    if (from < oldest) {
      // As servers do: the watch begins, and tells at once that it cannot go on.
      response.write(eventLine('ERROR', { code: 410, reason: 'Expired', message: 'too old' }));
      response.end();
      return;
    }
    response.flushHeaders();
    history.filter((change) => change.version > from).forEach((change) => tell(response, change));
    watches.add(response);
    response.on('close', () => watches.delete(response));
  }

  function change(type: Change['type'], object: TestSlice): void {
    version += 1;
    const versioned = {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(version) },
    };
    history.push({ type, version, object: versioned });
    watches.forEach((response) => tell(response, history.at(-1)!));
  }

  const tell = (response: ServerResponse, { type, object }: Change) =>
    response.write(eventLine(type, object));
  const server = certificate ? createHttps(certificate, handle) : createHttp(handle);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address() as AddressInfo;

  return {
    url: `${certificate ? 'https' : 'http'}://127.0.0.1:${at.port}`,
    port: at.port,
    /** All requests so far. */
    requests,
    /** The verbs of all requests so far. */
    verbs: () => requests.map(({ verb }) => verb).join(' '),
    /** Puts a slice in place of that of the same name, if there is one. */
    put(slice: TestSlice) {
      const type = slices.has(slice.metadata.name) ? 'MODIFIED' : 'ADDED';
      slices.set(slice.metadata.name, slice);
      change(type, slice);
    },
    remove(name: string) {
      const slice = slices.get(name)!;
      slices.delete(name);
      change('DELETED', slice);
    },
    /** Tells watches how far they are: `by` versions on, which concern others. */
    bookmark(by: number) {
      version += by;
      const object = { metadata: { resourceVersion: String(version) } };
      watches.forEach((response) => response.write(eventLine('BOOKMARK', object)));
      return String(version);
    },
    /** Forgets what was before now, and says so to nobody. */
    compact() {
      history = [];
      oldest = version += 1;
    },
    /** Writes text into every watch. */
    write(text: string | Buffer) {
      watches.forEach((response) => response.write(text));
    },
    /** Ends all watches as servers do after the time asked for. */
    endWatches() {
      watches.forEach((response) => response.end());
      watches.clear();
    },
    /** Cuts the connections of all watches. */
    cut() {
      watches.forEach((response) => response.destroy());
      watches.clear();
    },
    /** Answers requests in place of the API where it returns true. */
    intercept(by: typeof intercept) {
      intercept = by;
    },
    /** Waits until so many watches have been asked for. */
    async untilWatches(count: number) {
      while (requests.filter(({ verb }) => verb === 'watch').length < count) {
        await once(events, 'request');
      }
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Refuses a request with a Status object. */
export function refuse(response: ServerResponse, code: number, reason: string): true {
  response.writeHead(code).end(JSON.stringify({ kind: 'Status', code, reason, message: reason }));
  return true;
}

/** A line of a watch. */
export const eventLine = (type: string, object: object) => `${JSON.stringify({ type, object })}\n`;

function isSelected({ metadata: { labels = {} } }: TestSlice, selector: string): boolean {
  return selector.split(',').every((term) => {
    const [key, value] = term.split('=');
    return labels[key!] === value;
  });
}
