// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { ProblemError } from '../http/problem.js';
import { sendProblem } from '../http/send-problem.js';
import type { ApiKeys } from './api-keys.js';
import { anonymous, type Client } from './client.js';

const clients = new WeakMap<IncomingMessage, Client>();

/** Who sent a request; `anonymous` where no keys are configured. */
export function clientOf(request: IncomingMessage): Client {
  return clients.get(request) ?? anonymous;
}

/** Everything there may be in the API, whatever the router makes of it. */
const apiPath = /^\/+v1(\/|$)/i;

/**
 * Lets requests to /v1 through that have a known key. The other routes, health and documentation,
 * are open: probes have no keys, and nothing there is anybody's.
 */
export function authenticate(keys: ApiKeys | undefined) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (keys === undefined || !apiPath.test(request.path)) return next();
    const key = keyOf(request);
    if (key === undefined) return sendProblem(request, response, keyMissing());
    const client = keys.clientOf(key);
    if (client === undefined) return sendProblem(request, response, keyUnknown());
    clients.set(request, client);
    next();
  };
}

function keyOf(request: Request): string | undefined {
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(request.get('Authorization') ?? '') ?? [];
  return bearer ?? (request.get('X-Api-Key')?.trim() || undefined);
}

function keyMissing(): ProblemError {
  return new ProblemError('api-key-missing', 'This gateway answers clients that have a key.', {
    expected: 'Authorization: Bearer KEY, or X-Api-Key: KEY',
    found: 'no key',
    headers: { 'WWW-Authenticate': 'Bearer realm="asarg"' },
  });
}

function keyUnknown(): ProblemError {
  return new ProblemError('api-key-unknown', 'The key is not one that this gateway knows.', {
    expected: 'a key whose SHA-256 is in the file of keys',
    found: 'another one',
  });
}
