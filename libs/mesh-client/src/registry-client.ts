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
import { callUnary } from './call-unary.js';
import { channelCredentials, channelOptions } from './channel-options.js';
import { readStream } from './read-stream.js';

/** An instance that asks to be listed. */
export interface LeaseOrder {
  /** Name of the specialist. */
  readonly name: string;
  /** Where the registry reaches it, host:port. */
  readonly address: string;
  /** Milliseconds, 1000 to 3600000. @default the registry's */
  readonly leaseMs?: number;
}

/**
 * Talks to a registry service. Every method throws MeshError; `deadlineMs` is 2000 by default,
 * except for `watch`.
 */
export interface RegistryClient {
  /** The registry as it is now. */
  list(options?: MeshCallOptions): Promise<ListSpecialistsResponse>;
  /** The registry now and after every change; leaving the loop ends the watch. */
  watch(options?: MeshCallOptions): AsyncGenerator<WatchSpecialistsResponse, void, undefined>;
  /** Lists an instance for as long as its lease is renewed. */
  register(order: LeaseOrder, options?: MeshCallOptions): Promise<RegisterSpecialistResponse>;
  /** Renews a lease; NOT_FOUND if it is none of this registry: register again. */
  renewLease(leaseId: string, options?: MeshCallOptions): Promise<RenewLeaseResponse>;
  /** Ends a lease; NOT_FOUND if it is none of this registry. */
  deregister(leaseId: string, options?: MeshCallOptions): Promise<void>;
  /**
   * Makes an admitted version the one that reports use.
   * @param version it, or the first characters of exactly one; '' for the only other one
   */
  promote(
    specialist: string,
    version: string,
    options?: MeshCallOptions,
  ): Promise<PromoteVersionResponse>;
  /** Goes back to the version used before the last change. */
  rollBack(specialist: string, options?: MeshCallOptions): Promise<RollBackVersionResponse>;
  /** Closes the connection; calls in progress fail. */
  close(): void;
}

const defaults: MeshCallOptions = { deadlineMs: 2000 };

/** A client of the registry service at a gRPC target. Connects with the first call. */
export function createRegistryClient(address: string): RegistryClient {
  const client = new RegistryServiceClient(address, channelCredentials(), channelOptions);
  const ask = <Request, Response>(
    method: Parameters<typeof callUnary<Request, Response>>[0],
    request: Request,
    options: MeshCallOptions = {},
  ) => callUnary(method.bind(client), request, address, { ...defaults, ...options });
  return {
    list: (options) => ask(client.listSpecialists, {}, options),
    watch: (options) => readStream((call) => client.watchSpecialists({}, call), address, options),
    register: ({ leaseMs = 0, ...instance }, options) =>
      ask(client.registerSpecialist, { ...instance, leaseMs }, options),
    renewLease: (leaseId, options) => ask(client.renewLease, { leaseId }, options),
    deregister: async (leaseId, options) => {
      await ask(client.deregisterSpecialist, { leaseId }, options);
    },
    promote: (specialist, version, options) =>
      ask(client.promoteVersion, { specialist, version }, options),
    rollBack: (specialist, options) => ask(client.rollBackVersion, { specialist }, options),
    close: () => client.close(),
  };
}
