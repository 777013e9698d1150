// SPDX-License-Identifier: Apache-2.0
import type { Server, ServerWritableStream, UntypedServiceImplementation } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';

/** The `grpc.health.v1.Health` service of one or more servers that answer the same. */
export interface Health {
  addTo(server: Server): void;
  setServing(name: string, serving: boolean): void;
  /** Ends the watches, which would keep connections open for ever. */
  endWatches(): void;
}

/** Health of the given names, SERVING at first. */
export function createHealth(names: readonly string[]): Health {
  const health = new HealthImplementation(
    Object.fromEntries(names.map((name) => [name, 'SERVING' as const])),
  );
  const watches = new Set<ServerWritableStream<unknown, unknown>>();
  return {
    addTo(server) {
      health.addToServer({
        addService(definition: never, implementation: UntypedServiceImplementation): void {
          const watch = implementation['watch'] as (
            call: ServerWritableStream<unknown, unknown>,
          ) => void;
          server.addService(definition, {
            ...implementation,
            watch(call: ServerWritableStream<unknown, unknown>) {
              watches.add(call);
              call.once('cancelled', () => watches.delete(call));
              watch(call);
            },
          });
        },
      } as never);
    },
    setServing: (name, serving) => health.setStatus(name, serving ? 'SERVING' : 'NOT_SERVING'),
    endWatches() {
      watches.forEach((call) => call.end());
      watches.clear();
    },
  };
}
