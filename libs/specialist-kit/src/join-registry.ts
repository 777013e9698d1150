// SPDX-License-Identifier: Apache-2.0
import { createRegistryClient, MeshError } from '@asarg/mesh-client';
import type { Logger } from '@asarg/service-kit';
import { setTimeout as sleep } from 'node:timers/promises';

export interface JoinOptions {
  /** gRPC target of the registry, host:port. */
  readonly registry: string;
  /** Name of the specialist: a-z, 0-9 and '-', at most 63 characters. */
  readonly name: string;
  /** Where the registry reaches this instance, host:port. */
  readonly address: string;
  /** Milliseconds that the lease lasts, 1000 to 3600000. @default the registry's */
  readonly leaseMs?: number;
  readonly logger: Logger;
}

/** An instance that is listed, or tries to be. */
export interface Membership {
  /** Ends the lease, so that new reports use others at once. Never rejects: a lease also ends by itself. */
  leave(): Promise<void>;
}

interface HeldLease {
  readonly id: string;
  readonly leaseMs: number;
}

const heartbeatsPerLease = 3;
const callDeadlineMs = 2_000;
/** What a registry says to an instance that it will not list as it is. */
const refusals = ['INVALID_ARGUMENT', 'PERMISSION_DENIED', 'UNAUTHENTICATED'];
/** A registry that has just started is not asked by everybody at once, nor waited for long. */
const backOff = { firstMs: 100, longestMs: 2_000 } as const;

/**
 * Lists an instance in a registry by a lease and renews it, until `leave`. A registry that is
 * away, or has forgotten the lease, is tried again for as long as it takes: nothing is thrown.
 */
export function joinRegistry(options: JoinOptions): Membership {
  const { registry, name, address, leaseMs = 0, logger } = options;
  const client = createRegistryClient(registry);
  const leaving = new AbortController();
  let lease: HeldLease | undefined;
  let failures = 0;
  let shown = '';

  /** Logs what has changed, not every beat. */
  function show(level: 'info' | 'warn' | 'error', text: string, details: object = {}): void {
    if (text !== shown) {
      shown = text;
      logger[level]({ registry, name, address, ...details }, text);
    }
  }

  async function register(): Promise<HeldLease> {
    const order = { name, address, leaseMs };
    // Not cancelled by `leave`: a lease that was given must be known to be ended.
    const given = await client.register(order, { deadlineMs: callDeadlineMs });
    return { id: given.leaseId, leaseMs: given.leaseMs };
  }

  async function renew({ id, leaseMs: lastsMs }: HeldLease): Promise<HeldLease> {
    const deadlineMs = Math.min(callDeadlineMs, lastsMs / heartbeatsPerLease);
    const renewed = await client.renewLease(id, { deadlineMs, signal: leaving.signal });
    return { id, leaseMs: renewed.leaseMs };
  }

  /** One try. @returns milliseconds until the next. */
  async function beat(): Promise<number> {
    try {
      lease = lease === undefined ? await register() : await renew(lease);
      failures = 0;
      show('info', 'joined the registry', { leaseMs: lease.leaseMs });
      return lease.leaseMs / heartbeatsPerLease;
    } catch (error) {
      if (lease !== undefined && codeOf(error) === 'NOT_FOUND') {
        lease = undefined;
        show('warn', 'the registry has forgotten the lease');
        return 0;
      }
      failures++;
      tell(error);
      return pauseMs(failures);
    }
  }

  function tell(error: unknown): void {
    const reason = error instanceof MeshError ? `${error.code}: ${error.details}` : codeOf(error);
    if (leaving.signal.aborted) {
      return;
    }
    if (refusals.includes(codeOf(error))) {
      show('error', 'the registry refuses this instance', { reason });
    } else {
      show('warn', 'the registry does not answer', { reason });
    }
  }

  async function keep(): Promise<void> {
    while (!leaving.signal.aborted) {
      const waitMs = await beat();
      await sleep(waitMs, undefined, { signal: leaving.signal, ref: false }).catch(() => undefined);
    }
  }

  const kept = keep();
  return {
    async leave() {
      leaving.abort();
      await kept;
      if (lease !== undefined) {
        const { id } = lease;
        lease = undefined;
        await client.deregister(id, { deadlineMs: callDeadlineMs }).then(
          () => show('info', 'left the registry'),
          (error: unknown) =>
            show('warn', 'the lease could not be ended and will expire', {
              reason: codeOf(error),
            }),
        );
      }
      client.close();
    },
  };
}

function codeOf(error: unknown): string {
  return error instanceof MeshError ? error.code : 'UNKNOWN';
}

/** Doubling, up to the longest, and between half of that and all of it by chance. */
function pauseMs(failures: number): number {
  const longestMs = Math.min(backOff.longestMs, backOff.firstMs * 2 ** Math.min(failures - 1, 10));
  return longestMs * (0.5 + 0.5 * Math.random());
}
