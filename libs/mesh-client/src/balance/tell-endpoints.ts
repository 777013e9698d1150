// SPDX-License-Identifier: Apache-2.0
import { experimental, Metadata, status } from '@grpc/grpc-js';

type Listener = experimental.ResolverListener;

/** How a resolver tells what it has found. */
export interface EndpointTeller {
  /** These addresses, host:port, each of one endpoint; the same ones as before are not told again. */
  found(addresses: readonly string[]): void;
  /** It could not look; what was found before holds. */
  failed(reason: string): void;
}

/** A teller to the channel's listener. */
export function tellEndpoints(listener: Listener): EndpointTeller {
  let told: string | undefined;
  return {
    found(addresses) {
      const sorted = addresses.toSorted();
      const text = sorted.join();
      if (text === told) {
        return;
      }
      told = text;
      const endpoints = sorted.map((address) => ({ addresses: [socketAddress(address)] }));
      listener(experimental.statusOrFromValue(endpoints), {}, null, '');
    },
    failed(reason) {
      const details = `expected the endpoints of the service, found: ${reason}`;
      const error = { code: status.UNAVAILABLE, details, metadata: new Metadata() };
      listener(experimental.statusOrFromError(error), {}, null, '');
    },
  };
}

/** Host and port of `host:port`; the host of `[v6]:port` without its brackets. */
export function socketAddress(address: string): { readonly host: string; readonly port: number } {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  return { host, port: Number(address.slice(colon + 1)) };
}
