// SPDX-License-Identifier: Apache-2.0
import type { NextFunction, Request, Response } from 'express';
import { ProblemError } from './problem.js';
import { allowedMethods, findRoute, type Route } from './route-table.js';
import { sendProblem } from './send-problem.js';

/** Answers OPTIONS, and refuses wrong methods, unwanted media types and cross-site writes. */
export function routeGuard(request: Request, response: Response, next: NextFunction): void {
  const route = findRoute(request.path);
  if (route === undefined) return next();
  const allow = allowedMethods(route).join(', ');
  if (request.method === 'OPTIONS') {
    response.setHeader('Allow', allow);
    response.status(204).end();
    return;
  }
  const refusal = refuse(request, route, allow);
  if (refusal === undefined) next();
  else sendProblem(request, response, refusal);
}

function refuse(request: Request, route: Route, allow: string): ProblemError | undefined {
  if (!allowedMethods(route).includes(request.method)) {
    return new ProblemError('method-not-allowed', 'This resource does not take this method.', {
      expected: allow,
      found: request.method,
      headers: { Allow: allow },
    });
  }
  if (!request.accepts([route.produces, 'application/problem+json'])) {
    return new ProblemError('not-acceptable', 'This resource has one media type only.', {
      expected: `Accept: ${route.produces}`,
      found: 'an Accept header that excludes it',
    });
  }
  // A form of another site can POST here without CORS ever being asked; browsers say so (Fetch
  // Metadata), other clients do not send the header.
  if (route.methods.includes('POST') && request.get('Sec-Fetch-Site') === 'cross-site') {
    return new ProblemError('cross-site', 'Reports can be asked for from this site only.', {
      expected: 'a request of the same origin',
      found: 'Sec-Fetch-Site: cross-site',
    });
  }
  return undefined;
}
