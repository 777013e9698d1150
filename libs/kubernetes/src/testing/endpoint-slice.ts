// SPDX-License-Identifier: Apache-2.0
import type { TestSlice } from './kubernetes-api-server.js';

/** An endpoint: an address that is ready, or one with conditions. */
export type TestEndpoint = string | { readonly addresses: readonly string[] } | object;

/** A slice of a Service of specialists; `more` replaces whole fields. */
export function endpointSlice(
  name: string,
  service: string,
  endpoints: readonly TestEndpoint[],
  { port = 7011, ...more }: Partial<TestSlice> & { port?: number } = {},
): TestSlice {
  return {
    metadata: {
      name,
      labels: {
        'app.kubernetes.io/component': 'specialist',
        'kubernetes.io/service-name': service,
      },
    },
    addressType: 'IPv4',
    ports: [{ name: 'grpc', port, protocol: 'TCP' }],
    endpoints: endpoints.map((endpoint) =>
      typeof endpoint === 'string'
        ? { addresses: [endpoint], conditions: { ready: true, serving: true, terminating: false } }
        : endpoint,
    ),
    ...more,
  };
}
