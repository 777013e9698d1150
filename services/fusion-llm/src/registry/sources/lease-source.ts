// SPDX-License-Identifier: Apache-2.0
import { ServiceFailure } from '@asarg/service-kit';
import { randomUUID } from 'node:crypto';
import {
  faultOfAddress,
  faultOfName,
  type ListedInstance,
  type Listing,
  type RegistrySource,
} from '../registry-source.js';

/** A lease that was given. */
export interface Lease {
  /** Whoever knows it may renew and end the lease. */
  readonly id: string;
  /** Milliseconds that it lasts from now. */
  readonly leaseMs: number;
}

/** The instances that have registered themselves, for as long as they renew their leases. */
export interface LeaseSource extends RegistrySource {
  /**
   * Gives a lease; an instance that registers again gets a new one in place of the old.
   * @param leaseMs 1000 to 3600000; 0 for the default.
   * @throws ServiceFailure INVALID_ARGUMENT.
   */
  register(instance: ListedInstance, leaseMs: number): Lease;
  /** Whose lease it is. @throws ServiceFailure NOT_FOUND if it has expired or was never given. */
  instanceOf(id: string): ListedInstance;
  /** @throws ServiceFailure NOT_FOUND if it has expired or was never given. */
  renew(id: string): Lease;
  /** @throws ServiceFailure NOT_FOUND if it has expired or was never given. */
  deregister(id: string): void;
}

interface HeldLease {
  readonly instance: ListedInstance;
  readonly leaseMs: number;
  timer: NodeJS.Timeout;
}

/** Three heartbeats fit in: one that is lost or late ends nothing. */
const defaultLeaseMs = 5_000;
const leastMs = 1_000;
const mostMs = 3_600_000;

/** An empty set of leases. It lives in memory: after a restart specialists register again. */
export function createLeaseSource(): LeaseSource {
  const held = new Map<string, HeldLease>();
  let tell: (listing: Listing) => void = () => undefined;

  const publish = (): void =>
    tell({ listed: [...held.values()].map(({ instance }) => instance), refused: [] });

  function end(id: string): void {
    clearTimeout(held.get(id)?.timer);
    held.delete(id);
    publish();
  }

  function expireIn(id: string, leaseMs: number): NodeJS.Timeout {
    return setTimeout(end, leaseMs, id).unref();
  }

  function find(id: string): HeldLease {
    const lease = held.get(id);
    if (lease === undefined) {
      throw new ServiceFailure(
        'NOT_FOUND',
        'expected a lease of this registry, found none: register again',
      );
    }
    return lease;
  }

  return {
    name: 'lease',
    async start(onListing) {
      tell = onListing;
    },
    register(instance, asked) {
      const fault = faultOfName(instance.name) ?? faultOfAddress(instance.address);
      if (fault !== undefined) {
        throw new ServiceFailure('INVALID_ARGUMENT', fault);
      }
      const leaseMs = asked === 0 ? defaultLeaseMs : asked;
      if (leaseMs < leastMs || leaseMs > mostMs) {
        const range = `${leastMs} to ${mostMs}, or 0`;
        throw new ServiceFailure('INVALID_ARGUMENT', `lease_ms: expected ${range}, found ${asked}`);
      }
      for (const [id, lease] of held) {
        if (lease.instance.name === instance.name && lease.instance.address === instance.address) {
          clearTimeout(lease.timer);
          held.delete(id);
        }
      }
      const id = randomUUID();
      held.set(id, { instance, leaseMs, timer: expireIn(id, leaseMs) });
      publish();
      return { id, leaseMs };
    },
    instanceOf: (id) => find(id).instance,
    renew(id) {
      const lease = find(id);
      clearTimeout(lease.timer);
      lease.timer = expireIn(id, lease.leaseMs);
      return { id, leaseMs: lease.leaseMs };
    },
    deregister(id) {
      find(id);
      end(id);
    },
    close() {
      held.forEach(({ timer }) => clearTimeout(timer));
      held.clear();
    },
  };
}
