// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { Logger } from '@asarg/service-kit';
import { setHttpRoute } from '@asarg/telemetry';
import type { NextFunction, Request, Response } from 'express';
import { findRoute } from './route-table.js';

/**
 * Logs each request, for those who look closely, by the pattern of its route: never the path, query,
 * headers or file names, which may hold patient data. Spans and metrics of the request get the pattern as well.
 */
export function requestLog(logger: Logger) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedAt = performance.now();
    const requestId = randomUUID();
    response.setHeader('X-Request-Id', requestId);
    const known = findRoute(request.path)?.path;
    const route = known ?? 'other';
    if (known !== undefined) setHttpRoute(known);
    response.once('close', () => {
      const entry = {
        requestId,
        method: request.method,
        route,
        status: response.statusCode,
        durationMs: Math.round(performance.now() - startedAt),
        finished: response.writableFinished,
      };
      // Viewers and probes ask all the time: what becomes of a report has a line of its own.
      logger.debug(entry, 'request');
    });
    next();
  };
}
