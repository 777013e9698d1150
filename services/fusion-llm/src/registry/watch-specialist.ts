// SPDX-License-Identifier: Apache-2.0
import type { DescribeResponse } from '@asarg/contracts';
import { createSpecialistClient, MeshError, type SpecialistClient } from '@asarg/mesh-client';
import { faultOfDescription } from '@asarg/conformance';
import type { ListedSpecialist } from './parse-registry.js';
import type { RegistryEntry } from './registry-entry.js';

/** A listed specialist that is looked after. */
export interface WatchedSpecialist {
  /** The entry as it is now. */
  readonly entry: RegistryEntry;
  readonly client: SpecialistClient;
  /** Looks at once: a call has just failed, or something else has changed. */
  nudge(): void;
  close(): void;
}

/** How often a specialist is looked at, in milliseconds, with the reasons. */
const policy = {
  // Bounds how long a report may still be sent to a specialist that has gone quietly.
  activeIntervalMs: 500,
  // A specialist that comes back takes part within this time, doubling from the first.
  firstRetryMs: 100,
  longestRetryMs: 800,
  probeDeadlineMs: 1500,
} as const;

/**
 * Looks after one specialist: describes it and asks its health again and again, and tells
 * `onChange` when what the registry shows of it has changed.
 */
export function watchSpecialist(
  listed: ListedSpecialist,
  onChange: (entry: RegistryEntry) => void,
): WatchedSpecialist {
  const client = createSpecialistClient(listed.address);
  const stop = new AbortController();
  let entry: RegistryEntry = { ...listed, state: 'DISCOVERED', reason: 'not reached yet' };
  let wake: () => void = () => undefined;
  let nudged = false;

  function show(next: RegistryEntry): void {
    const changed = JSON.stringify(next) !== JSON.stringify(entry);
    entry = next;
    if (changed && !stop.signal.aborted) {
      onChange(next);
    }
  }

  async function look(): Promise<void> {
    let description: DescribeResponse;
    try {
      description = await client.describe(probeOptions());
      await checkHealth();
    } catch (error) {
      const reason = reasonOf(error);
      // Details of the same failure differ from probe to probe (durations): no change to tell of.
      if (entry.state !== 'UNREACHABLE' || kindOf(entry.reason) !== kindOf(reason)) {
        show({ ...entry, state: 'UNREACHABLE', reason });
      }
      return;
    }
    const fault = faultOfDescription(description);
    show({
      ...listed,
      state: fault === undefined ? 'ACTIVE' : 'QUARANTINED',
      reason: fault ?? '',
      description,
    });
  }

  async function checkHealth(): Promise<void> {
    const health = await client.health('', probeOptions());
    if (health !== 'SERVING') {
      throw new Error(`expected health SERVING, found ${health}`);
    }
  }

  const probeOptions = () => ({ deadlineMs: policy.probeDeadlineMs, signal: stop.signal });

  async function run(): Promise<void> {
    let retryMs: number = policy.firstRetryMs;
    while (!stop.signal.aborted) {
      nudged = false;
      await look();
      if (entry.state === 'ACTIVE') {
        retryMs = policy.firstRetryMs;
      }
      await pause(entry.state === 'ACTIVE' ? policy.activeIntervalMs : retryMs);
      retryMs = Math.min(2 * retryMs, policy.longestRetryMs);
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, nudged ? 0 : ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  void run();
  return {
    get entry() {
      return entry;
    },
    client,
    nudge() {
      nudged = true;
      wake();
    },
    close() {
      stop.abort();
      wake();
      client.close();
    },
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof MeshError) {
    // grpc-js appends how a connection was tried; the first sentence says why it failed.
    return `${error.code}: ${error.details.split('\n')[0]!.slice(0, 200)}`;
  }
  return error instanceof Error ? error.message : String(error);
}

/** The part of a reason before its details. */
function kindOf(reason: string): string {
  return reason.split(':', 1)[0]!;
}
