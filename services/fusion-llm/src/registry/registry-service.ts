// SPDX-License-Identifier: Apache-2.0
import {
  SpecialistState,
  type ListSpecialistsRequest,
  type ListSpecialistsResponse,
  type PromoteVersionResponse,
  type RegistryServiceServer,
  type WatchSpecialistsRequest,
} from '@asarg/contracts';
import { authorize, serverStream, unary } from '@asarg/service-kit';
import type { RegistrySnapshot } from './registry-snapshot.js';
import type { Registry } from './registry.js';
import type { LeaseSource } from './sources/lease-source.js';

/** The registry over gRPC. */
export function registryService(registry: Registry, leases: LeaseSource): RegistryServiceServer {
  return {
    listSpecialists: unary<ListSpecialistsRequest, ListSpecialistsResponse>(() =>
      messageOf(registry.snapshot()),
    ),
    watchSpecialists: serverStream<WatchSpecialistsRequest, ListSpecialistsResponse>(
      (_, { signal }) => changesOf(registry, signal),
    ),
    registerSpecialist: unary(({ name, address, leaseMs: asked }, context) => {
      authorize(context, `register:${name}`);
      const { id, leaseMs } = leases.register({ name, address }, asked);
      return { leaseId: id, leaseMs };
    }),
    renewLease: unary(({ leaseId }, context) => {
      authorize(context, `register:${leases.instanceOf(leaseId).name}`);
      return { leaseMs: leases.renew(leaseId).leaseMs };
    }),
    deregisterSpecialist: unary(({ leaseId }, context) => {
      authorize(context, `register:${leases.instanceOf(leaseId).name}`);
      leases.deregister(leaseId);
      return {};
    }),
    promoteVersion: unary(({ specialist, version }) =>
      changeOf(specialist, registry.promote(specialist, version, 'promoted by command')),
    ),
    rollBackVersion: unary(({ specialist }) => changeOf(specialist, registry.rollBack(specialist))),
  };
}

function changeOf(name: string, { versions, epoch }: RegistrySnapshot): PromoteVersionResponse {
  return { active: versions.find(({ specialist }) => specialist === name), epoch };
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

function messageOf(snapshot: RegistrySnapshot): ListSpecialistsResponse {
  const { entries, bindings, epoch, versions } = snapshot;
  return {
    specialists: entries.map(({ state, source = '', version = '', ...entry }) => ({
      description: undefined,
      probe: undefined,
      shadow: undefined,
      ...entry,
      source,
      version,
      state: SpecialistState[state],
    })),
    bindings: [...bindings],
    epoch,
    versions: [...versions],
  };
}
