// SPDX-License-Identifier: Apache-2.0
import {
  RegistryServiceClient,
  type ListSpecialistsResponse,
  type PromoteVersionResponse,
  type RegisterSpecialistResponse,
  type RenewLeaseResponse,
  type RollBackVersionResponse,
  type WatchSpecialistsResponse,
} from '@asarg/contracts';
import type { MeshCallOptions } from './call-options.js';
import { callUnary, type UnaryMethod } from './call-unary.js';
import { channelCredentials, clientOptionsOf, type ClientOptions } from './channel-options.js';
import { readStream } from './read-stream.js';

/** Talks to a registry service. Every method throws MeshError. */
export interface RegistryClient {
  /** The registry as it is now. @default deadlineMs 2000 */
  list(options?: MeshCallOptions): Promise<ListSpecialistsResponse>;
  /** The registry now and after every change; leaving the loop ends the watch. */
  watch(options?: MeshCallOptions): AsyncGenerator<WatchSpecialistsResponse, void, undefined>;
  /** Lists an instance for as long as its lease is renewed. @default leaseMs the registry's */
  register(
    instance: { readonly name: string; readonly address: string; readonly leaseMs?: number },
    options?: MeshCallOptions,
  ): Promise<RegisterSpecialistResponse>;
  /** Renews a lease; NOT_FOUND if it has expired. */
  renewLease(leaseId: string, options?: MeshCallOptions): Promise<RenewLeaseResponse>;
  /** Ends a lease; NOT_FOUND if it has expired. */
  deregister(leaseId: string, options?: MeshCallOptions): Promise<void>;
  /** Makes a version, given in full or by its beginning, the one that reports use. */
  promote(
    specialist: string,
    version?: string,
    options?: MeshCallOptions,
  ): Promise<PromoteVersionResponse>;
  /** Goes back to the version used before. */
  rollBack(specialist: string, options?: MeshCallOptions): Promise<RollBackVersionResponse>;
  /** Closes the connection; calls in progress fail. */
  close(): void;
}

/** Time for a quick question, in milliseconds. */
const questionDeadlineMs = 2000;

/** A client of the registry service at a gRPC target. Connects with the first call. */
export function createRegistryClient(
  address: string,
  clientOptions: ClientOptions = {},
): RegistryClient {
  const client = new RegistryServiceClient(
    address,
    channelCredentials(clientOptions),
    clientOptionsOf(address, clientOptions),
  );
  const ask = <Request, Response>(
    method: UnaryMethod<Request, Response>,
    request: Request,
    options: MeshCallOptions = {},
  ): Promise<Response> =>
    callUnary(method.bind(client), request, address, {
      deadlineMs: questionDeadlineMs,
      ...options,
    });
  return {
    list: (options) => ask(client.listSpecialists, {}, options),
    watch: (options) => readStream((call) => client.watchSpecialists({}, call), address, options),
    register: ({ name, address: at, leaseMs = 0 }, options) =>
      ask(client.registerSpecialist, { name, address: at, leaseMs }, options),
    renewLease: (leaseId, options) => ask(client.renewLease, { leaseId }, options),
    async deregister(leaseId, options) {
      await ask(client.deregisterSpecialist, { leaseId }, options);
    },
    promote: (specialist, version = '', options) =>
      ask(client.promoteVersion, { specialist, version }, options),
    rollBack: (specialist, options) => ask(client.rollBackVersion, { specialist }, options),
    close: () => client.close(),
  };
}
