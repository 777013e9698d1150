// SPDX-License-Identifier: Apache-2.0
import type { MeshCallOptions } from './call-options.js';
import { callUnary, type UnaryMethod } from './call-unary.js';
import { channelCredentials, clientOptionsOf, type ClientOptions } from './channel-options.js';
import { HealthServiceClient, type HealthRequest, type HealthStatus } from './health-protocol.js';

export type { HealthStatus } from './health-protocol.js';

/** Asks a server for its health (grpc.health.v1). */
export interface HealthClient {
  /**
   * Health of a service; '' is the whole server.
   * @throws MeshError NOT_FOUND if the server does not know the service. @default deadlineMs 1000
   */
  check(service: string, options?: MeshCallOptions): Promise<HealthStatus>;
  /** Closes the connection; checks in progress fail. */
  close(): void;
}

/** A health client of a gRPC target. Connects with the first check. */
export function createHealthClient(
  address: string,
  clientOptions: ClientOptions = {},
): HealthClient {
  const client = new HealthServiceClient(
    address,
    channelCredentials(clientOptions),
    clientOptionsOf(address, clientOptions),
  );
  const method = client['check']!.bind(client) as UnaryMethod<HealthRequest, HealthStatus>;
  return {
    check: (service, options = {}) =>
      callUnary(method, { service }, address, { deadlineMs: 1000, ...options }),
    close: () => client.close(),
  };
}
