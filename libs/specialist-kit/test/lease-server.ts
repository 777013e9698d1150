// SPDX-License-Identifier: Apache-2.0
import { RegistryServiceService, type RegisterSpecialistRequest } from '@asarg/contracts';
import { createLogger, ServiceFailure, startGrpcServer, unary } from '@asarg/service-kit';

/** A registry of leases alone, on loopback; they expire as they should. */
export interface LeaseServer {
  readonly address: string;
  /** Addresses listed now. */
  listed(): readonly string[];
  /** Every call so far, by method. */
  readonly calls: readonly string[];
  /** Resolves when `condition` holds, looked at after every call and expiry. */
  until(condition: () => boolean): Promise<void>;
  /** Answers calls from now on with this failure, or as it should. */
  setFault(fault: ServiceFailure | undefined): void;
  /** Holds answers to registrations back until the promise resolves. */
  holdRegistrations(until: Promise<void>): void;
  close(): Promise<void>;
}

/** @param port 0 for any */
export async function startLeaseServer(port = 0): Promise<LeaseServer> {
  const leases = new Map<string, { readonly address: string; timer: NodeJS.Timeout; ms: number }>();
  const calls: string[] = [];
  const waiting = new Set<() => void>();
  let fault: ServiceFailure | undefined;
  let held: Promise<void> = Promise.resolve();
  let given = 0;
  const changed = () => waiting.forEach((look) => look());

  function end(id: string): void {
    clearTimeout(leases.get(id)?.timer);
    leases.delete(id);
    changed();
  }

  function answer<Request, Response>(name: string, give: (request: Request) => Response) {
    return unary<Request, Response>(async (request) => {
      calls.push(name);
      try {
        if (fault !== undefined) throw fault;
        const response = give(request);
        if (name === 'register') {
          changed();
          await held;
        }
        return response;
      } finally {
        changed();
      }
    });
  }

  function known(id: string) {
    const lease = leases.get(id);
    if (lease === undefined) throw new ServiceFailure('NOT_FOUND', 'no such lease');
    return lease;
  }

  const server = await startGrpcServer({
    listen: `127.0.0.1:${port}`,
    services: [
      {
        definition: RegistryServiceService,
        implementation: {
          registerSpecialist: answer('register', (request: RegisterSpecialistRequest) => {
            const ms = request.leaseMs || 3000;
            const id = `${server.address} ${++given}`;
            leases.set(id, { address: request.address, ms, timer: setTimeout(end, ms, id) });
            return { leaseId: id, leaseMs: ms };
          }),
          renewLease: answer('renew', ({ leaseId }: { leaseId: string }) => {
            const lease = known(leaseId);
            clearTimeout(lease.timer);
            lease.timer = setTimeout(end, lease.ms, leaseId);
            return { leaseMs: lease.ms };
          }),
          deregisterSpecialist: answer('deregister', ({ leaseId }: { leaseId: string }) => {
            known(leaseId);
            end(leaseId);
            return {};
          }),
        },
      },
    ],
    protoFiles: [],
    healthNames: [''],
    logger: createLogger('leases', 'silent'),
  });

  return {
    address: server.address,
    listed: () => [...leases.values()].map(({ address }) => address),
    calls,
    until: (condition) =>
      new Promise((resolve) => {
        const look = () => {
          if (condition()) {
            waiting.delete(look);
            resolve();
          }
        };
        waiting.add(look);
        look();
      }),
    setFault: (next) => {
      fault = next;
    },
    holdRegistrations: (until) => {
      held = until;
    },
    async close() {
      leases.forEach(({ timer }) => clearTimeout(timer));
      leases.clear();
      await server.drain(0);
    },
  };
}
