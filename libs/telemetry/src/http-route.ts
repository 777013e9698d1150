// SPDX-License-Identifier: Apache-2.0
import { context, createContextKey } from '@opentelemetry/api';

/** Where the HTTP instrumentation looks for the route when a request ends. */
const rpcMetadata = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

/**
 * Tells which route answers the HTTP request in progress, as a pattern: `/v1/reports/{id}`. Its span
 * is then named after it, and its metrics have it as `http.route`. Outside a traced request this
 * does nothing.
 */
export function setHttpRoute(route: string): void {
  const metadata = context.active().getValue(rpcMetadata) as { route?: string } | undefined;
  if (metadata) {
    metadata.route = route;
  }
}
