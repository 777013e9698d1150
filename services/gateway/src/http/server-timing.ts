// SPDX-License-Identifier: Apache-2.0
import type { ServerResponse } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { findRoute } from './route-table.js';

/** One metric of the header. */
export interface TimingEntry {
  readonly name: string;
  readonly durationMs: number;
}

const header = 'Server-Timing';

/**
 * Every answer of the API says how long it took until its headers were written: `total`, after
 * what its handler has set with `setServerTiming`.
 */
export function serverTiming(request: Request, response: Response, next: NextFunction): void {
  if (findRoute(request.path) === undefined) return next();
  const startedAtMs = performance.now();
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => Response;
  response.writeHead = ((...args: unknown[]) => {
    const before = response.getHeader(header);
    const total = metric({ name: 'total', durationMs: performance.now() - startedAtMs });
    response.setHeader(header, before === undefined ? total : `${String(before)}, ${total}`);
    return writeHead(...args);
  }) as typeof response.writeHead;
  next();
}

/** Sets the metrics of an answer, in their order. */
export function setServerTiming(response: ServerResponse, entries: readonly TimingEntry[]): void {
  if (entries.length > 0) response.setHeader(header, entries.map(metric).join(', '));
}

/** As in W3C Server Timing: the name a token, described by itself where that changed it. */
function metric({ name, durationMs }: TimingEntry): string {
  const token = name.replaceAll(/[^\w!#$%&'*+.^`|~-]/g, '-');
  const words = name.replaceAll(/[^ -~]/g, '?').replaceAll(/["\\]/g, '\\$&');
  return `${token}${token === name ? '' : `;desc="${words}"`};dur=${Number(durationMs.toFixed(3))}`;
}
