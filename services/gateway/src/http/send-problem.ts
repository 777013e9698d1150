// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProblemError } from './problem.js';
import { problemKinds } from './problem-table.js';

/** How long an answered client may go on sending before the connection is cut. */
const lingerMs = 10_000;

/** Answers with a problem document; safe while the request body is still arriving. */
export function sendProblem(
  request: IncomingMessage,
  response: ServerResponse,
  problem: ProblemError,
): void {
  if (response.headersSent) {
    // Too late for a document: cutting the connection is the only way to say "not complete".
    response.destroy();
    return;
  }
  const body = Buffer.from(JSON.stringify(problem.toProblem(instanceOf(request))));
  const { status, retryAfterSeconds } = problemKinds[problem.slug];
  for (const name of ['ETag', 'Location', 'Content-Disposition']) response.removeHeader(name);
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Length', body.length);
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', retryAfterSeconds);
  for (const [name, value] of Object.entries(problem.options.headers ?? {})) {
    response.setHeader(name, value);
  }
  if (isBodyPending(request)) answerThenLinger(request, response, body);
  else response.end(request.method === 'HEAD' ? undefined : body);
}

// Only paths of known resources are echoed; anything else may hold whatever a client typed.
function instanceOf(request: IncomingMessage): string | undefined {
  const path = /^\/v1\/reports\/[0-9a-f-]{36}(?=[/?]|$)/.exec(originalUrl(request));
  return path?.[0];
}

function originalUrl(request: IncomingMessage): string {
  return (request as { originalUrl?: string }).originalUrl ?? request.url ?? '';
}

function isBodyPending(request: IncomingMessage): boolean {
  if (request.complete) return false;
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  return encoding !== undefined || Number(length ?? 0) > 0;
}

/**
 * Sends the whole answer but keeps the connection until the client stops sending: closing a
 * socket with unread data resets it, and the reset can overtake the answer (RFC 9112, section
 * 9.6). What still arrives is dropped.
 */
function answerThenLinger(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  response.setHeader('Connection', 'close');
  response.write(body);
  const timer = setTimeout(finish, lingerMs);
  timer.unref();
  function finish(): void {
    clearTimeout(timer);
    response.end();
  }
  request.once('end', finish).once('close', finish).once('error', finish);
  request.resume();
}
