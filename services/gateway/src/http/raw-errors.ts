// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ProblemError } from './problem.js';
import { problemKinds, type ProblemSlug } from './problem-table.js';

const slugs: Readonly<Record<string, ProblemSlug>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
  HPE_HEADER_OVERFLOW: 'headers-too-large',
};

/**
 * Handles what never reaches a route: requests Node cannot parse get a problem document, and a
 * client that asks before it sends (Expect: 100-continue) is refused before it sends too much.
 */
export function handleRawErrors(server: Server, maxBodyBytes: number): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    socket.end(rawProblem(slugs[error.code ?? ''] ?? 'bad-request'));
  });
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (Number(request.headers['content-length'] ?? 0) <= maxBodyBytes) response.writeContinue();
    server.emit('request', request, response);
  });
}

function rawProblem(slug: ProblemSlug): string {
  const { status, title } = problemKinds[slug];
  const body = JSON.stringify(
    new ProblemError(slug, 'The connection is closed; send a well-formed request.').toProblem(),
  );
  return [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Intended-Use: research-only',
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
