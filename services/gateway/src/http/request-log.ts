// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { Logger } from '@asarg/service-kit';
import { context } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import type { NextFunction, Request, Response } from 'express';
import { findRoute } from './route-table.js';

/**
 * Logs each request by the pattern of its route: never the path, query, headers or file names,
 * which may hold patient data. Spans and metrics of the request get the pattern as well.
 */
export function requestLog(logger: Logger) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedAt = performance.now();
    const requestId = randomUUID();
    response.setHeader('X-Request-Id', requestId);
    const known = findRoute(request.path)?.path;
    const route = known ?? 'other';
    const span = getRPCMetadata(context.active());
    if (span && known) span.route = known;
    response.once('close', () => {
      const entry = {
        requestId,
        method: request.method,
        route,
        status: response.statusCode,
        durationMs: Math.round(performance.now() - startedAt),
        finished: response.writableFinished,
      };
      if (route.startsWith('/v1/') || response.statusCode >= 500) logger.info(entry, 'request');
      else logger.debug(entry, 'request');
    });
    next();
  };
}
