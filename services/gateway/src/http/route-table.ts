// SPDX-License-Identifier: Apache-2.0

/** A resource of the API: where it is, what it answers to and in which media type. */
export interface Route {
  /** Path as OpenAPI writes it. */
  readonly path: string;
  readonly methods: readonly string[];
  /** Media type of a success. */
  readonly produces: string;
}

const json = 'application/json';
const png = 'image/png';

/** Every resource of the API. The documents at /docs and the viewer at / are not in it. */
export const routes: readonly Route[] = [
  { path: '/v1/reports', methods: ['POST'], produces: json },
  { path: '/v1/reports/{id}', methods: ['GET'], produces: json },
  { path: '/v1/reports/{id}/events', methods: ['GET'], produces: 'text/event-stream' },
  { path: '/v1/reports/{id}/image', methods: ['GET'], produces: png },
  { path: '/v1/reports/{id}/masks', methods: ['GET'], produces: json },
  { path: '/v1/reports/{id}/masks/{specialist}/{classId}', methods: ['GET'], produces: png },
  { path: '/v1/specialists', methods: ['GET'], produces: json },
  { path: '/livez', methods: ['GET'], produces: json },
  { path: '/readyz', methods: ['GET'], produces: json },
];

const matchers = routes.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`, 'i'),
}));

/** The resource a path belongs to, if any. */
export function findRoute(path: string): Route | undefined {
  return matchers.find(({ pattern }) => pattern.test(path))?.route;
}

/** Methods a resource answers to, HEAD and OPTIONS included. */
export function allowedMethods(route: Route): readonly string[] {
  return [...route.methods, ...(route.methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'];
}
