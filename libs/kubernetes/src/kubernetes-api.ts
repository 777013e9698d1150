// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { KubernetesAccess } from './kubernetes-access.js';
import { errorOfAnswer, KubernetesAnswerError } from './kubernetes-answer.js';
import { batchLines } from './kubernetes-lines.js';

type Query = Readonly<Record<string, string>>;

/** One collection of objects in a Kubernetes API. */
export interface KubernetesApi {
  /**
   * The text of one page.
   * @throws KubernetesAnswerError if it is refused or too long; Error if there is no answer.
   */
  list(query: Query, signal: AbortSignal): Promise<string>;
  /**
   * Resolves when the watch has begun; then gives the lines of the stream as they come.
   * @throws as `list`.
   */
  watch(query: Query, signal: AbortSignal): Promise<AsyncIterable<readonly string[]>>;
}

/** What one request may take, with the reasons. */
const limits = {
  // The list waits for etcd; a start of the service waits for the first list.
  answerDeadlineMs: 10_000,
  // Servers end a watch after the time asked for; one that is later has gone without a word.
  watchSeconds: 300,
  watchGraceMs: 30_000,
  // Tells within a minute that the other side has gone without a word.
  keepAliveMs: 30_000,
  // An object has at most 1.5 MiB in etcd.
  lineBytes: 4 * 1024 * 1024,
  pageBytes: 64 * 1024 * 1024,
  refusalBytes: 64 * 1024,
} as const;

/** The EndpointSlices of a namespace. Each request has a connection, token and CA of its own. */
export function endpointSlicesApi(access: KubernetesAccess): KubernetesApi {
  const base = new URL(access.apiUrl);
  const namespace = encodeURIComponent(access.namespace);
  base.pathname = `${base.pathname.replace(/\/$/, '')}/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;

  async function open(query: Query, signal: AbortSignal): Promise<IncomingMessage> {
    const url = new URL(base);
    url.search = new URLSearchParams(query).toString();
    const token =
      access.tokenFile === undefined ? '' : (await readFile(access.tokenFile, 'utf8')).trim();
    const ca = access.caFile === undefined ? undefined : await readFile(access.caFile, 'utf8');
    const headers = {
      accept: 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const response = await answerTo(url, { headers, ca, signal });
    if (response.statusCode !== 200) {
      throw errorOfAnswer(response.statusCode!, await textOf(response, limits.refusalBytes));
    }
    return response;
  }

  return {
    async list(query, signal) {
      const deadline = AbortSignal.timeout(limits.answerDeadlineMs);
      return textOf(await open(query, AbortSignal.any([signal, deadline])), limits.pageBytes);
    },
    async watch(query, signal) {
      // Watches that began together do not end together.
      const seconds = Math.round(limits.watchSeconds * (1 + Math.random()));
      const deadline = AbortSignal.timeout(seconds * 1000 + limits.watchGraceMs);
      const all = { ...query, watch: '1', timeoutSeconds: String(seconds) };
      return linesOf(await open(all, AbortSignal.any([signal, deadline])));
    },
  };
}

interface RequestOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly ca?: string;
  readonly signal: AbortSignal;
}

function answerTo(url: URL, options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(url, { ...options, agent: false });
    const timer = setTimeout(() => {
      const expected = `expected an answer within ${limits.answerDeadlineMs} ms`;
      request.destroy(new Error(`${expected}, found none`));
    }, limits.answerDeadlineMs);
    request.on('socket', (socket) => socket.setKeepAlive(true, limits.keepAliveMs));
    request.on('response', (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    // Stays: errors after the answer come here as well, and are told by the answer's stream.
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end();
  });
}

async function textOf(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new KubernetesAnswerError(0, `expected at most ${maxBytes} bytes, found more`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const linesOf = (response: IncomingMessage) =>
  batchLines(response as AsyncIterable<Buffer>, limits.lineBytes);
