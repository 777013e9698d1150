// SPDX-License-Identifier: Apache-2.0
import {
  SpecialistState,
  type ListSpecialistsRequest,
  type ListSpecialistsResponse,
  type RegistryServiceServer,
  type WatchSpecialistsRequest,
} from '@asarg/contracts';
import { serverStream, unary } from '@asarg/service-kit';
import type { Registry, RegistrySnapshot } from './registry.js';

/** The registry over gRPC, read-only. */
export function registryService(registry: Registry): RegistryServiceServer {
  return {
    listSpecialists: unary<ListSpecialistsRequest, ListSpecialistsResponse>(() =>
      messageOf(registry.snapshot()),
    ),
    watchSpecialists: serverStream<WatchSpecialistsRequest, ListSpecialistsResponse>(
      (_, { signal }) => changesOf(registry, signal),
    ),
  };
}

/** The snapshot now and after every change; a reader that is slow gets the newest only. */
async function* changesOf(
  registry: Registry,
  signal: AbortSignal,
): AsyncGenerator<ListSpecialistsResponse> {
  let latest: RegistrySnapshot | undefined = registry.snapshot();
  let wake: () => void = () => undefined;
  const unsubscribe = registry.subscribe((snapshot) => {
    latest = snapshot;
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    while (!signal.aborted) {
      if (latest === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else {
        const message = messageOf(latest);
        latest = undefined;
        yield message;
      }
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', onAbort);
  }
}

function messageOf({ entries, bindings }: RegistrySnapshot): ListSpecialistsResponse {
  return {
    specialists: entries.map(({ name, address, state, reason, description }) => ({
      name,
      address,
      state: SpecialistState[state],
      reason,
      description,
    })),
    bindings: [...bindings],
  };
}
