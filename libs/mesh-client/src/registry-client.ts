// SPDX-License-Identifier: Apache-2.0
import {
  RegistryServiceClient,
  type ListSpecialistsResponse,
  type WatchSpecialistsResponse,
} from '@asarg/contracts';
import type { MeshCallOptions } from './call-options.js';
import { callUnary } from './call-unary.js';
import { channelCredentials, channelOptions, type ClientOptions } from './channel-options.js';
import { readStream } from './read-stream.js';

/** Talks to a registry service. Every method throws MeshError. */
export interface RegistryClient {
  /** The registry as it is now. @default deadlineMs 2000 */
  list(options?: MeshCallOptions): Promise<ListSpecialistsResponse>;
  /** The registry now and after every change; leaving the loop ends the watch. */
  watch(options?: MeshCallOptions): AsyncGenerator<WatchSpecialistsResponse, void, undefined>;
  /** Closes the connection; calls in progress fail. */
  close(): void;
}

/** A client of the registry service at a gRPC target. Connects with the first call. */
export function createRegistryClient(
  address: string,
  clientOptions: ClientOptions = {},
): RegistryClient {
  const client = new RegistryServiceClient(
    address,
    channelCredentials(clientOptions),
    channelOptions,
  );
  return {
    list: (options = {}) =>
      callUnary(client.listSpecialists.bind(client), {}, address, { deadlineMs: 2000, ...options }),
    watch: (options) => readStream((call) => client.watchSpecialists({}, call), address, options),
    close: () => client.close(),
  };
}
