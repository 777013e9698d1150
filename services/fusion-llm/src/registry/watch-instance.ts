// SPDX-License-Identifier: Apache-2.0
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { DescribeResponse, ProbeResult } from '@asarg/contracts';
import {
  createSpecialistClient,
  MeshError,
  type LoadBook,
  type SpecialistClient,
} from '@asarg/mesh-client';
import type { Admit } from './admit.js';
import { withCatalogueIds } from './catalogue-ids.js';
import { faultOfDescription } from '@asarg/conformance';
import type { ListedInstance } from './registry-source.js';
import type { SpecialistPolicy } from './specialist-policy.js';
import { versionOf } from './version-of.js';

/** What is known of an instance. */
export interface InstanceFacts {
  readonly condition: 'DISCOVERED' | 'DESCRIBED' | 'ADMITTED' | 'UNREACHABLE' | 'QUARANTINED';
  /** Why, when not ADMITTED; for people. */
  readonly reason: string;
  /** Kept, like the version, while it is unreachable. */
  readonly description?: DescribeResponse;
  readonly version?: string;
  readonly probe?: ProbeResult;
}

/** An instance that is looked after. */
export interface WatchedInstance {
  readonly facts: InstanceFacts;
  readonly client: SpecialistClient;
  /** Looks at once: a call has just failed, or something else has changed. */
  nudge(): void;
  close(): void;
}

export interface WatchOptions {
  readonly admit: Admit;
  readonly policy: () => SpecialistPolicy;
  /** Where the load that the instance reports is kept. */
  readonly loads: Pick<LoadBook, 'hear' | 'forget'>;
  readonly onChange: (facts: InstanceFacts) => void;
}

/** How often an instance is looked at, in milliseconds, with the reasons. */
const timing = {
  // Bounds how long a report may still be sent to an instance that has gone quietly.
  healthIntervalMs: 200,
  // A server may exchange its model without dropping connections.
  describeIntervalMs: 2000,
  // An instance that comes back takes part within this time, doubling from the first.
  firstRetryMs: 100,
  longestRetryMs: 200,
  // What was refused is looked at again: its cause may have gone.
  firstReprobeMs: 5_000,
  longestReprobeMs: 60_000,
  questionDeadlineMs: 1500,
} as const;

/**
 * Looks after one instance: describes it, admits it, asks its health again and again, and tells
 * `onChange` what has changed. One that comes back as it was takes part at once and is put to the
 * test again meanwhile.
 */
export function watchInstance(
  { address, serverName }: ListedInstance,
  { admit, policy, loads, onChange }: WatchOptions,
): WatchedInstance {
  const client = createSpecialistClient(address, {
    serverName,
    onLoad: (report) => loads.hear(address, report),
  });
  const stop = new AbortController();
  let facts: InstanceFacts = { condition: 'DISCOVERED', reason: 'not reached yet' };
  let wake: () => void = () => undefined;
  let nudged = false;
  let describedAtMs = -Infinity;
  let reprobe = { atMs: 0, afterMs: timing.firstReprobeMs as number };
  let admittedVersion = '';

  function show(next: InstanceFacts): void {
    const changed = JSON.stringify(next) !== JSON.stringify(facts);
    facts = next;
    if (changed && !stop.signal.aborted) {
      onChange(next);
    }
  }

  async function look(): Promise<void> {
    try {
      await checkHealth();
      const isStale = performance.now() - describedAtMs > timing.describeIntervalMs;
      if (facts.condition !== 'ADMITTED' || isStale) {
        const description = await client.describe(questionOptions());
        describedAtMs = performance.now();
        await take(description);
      }
    } catch (error) {
      const reason = reasonOf(error);
      // Details of the same failure differ from look to look (durations): no change to tell of.
      if (facts.condition !== 'UNREACHABLE' || kindOf(facts.reason) !== kindOf(reason)) {
        loads.forget(address);
        show({ ...facts, condition: 'UNREACHABLE', reason });
      }
    }
  }

  async function take(answer: DescribeResponse): Promise<void> {
    const description = withCatalogueIds(answer);
    const version = versionOf(description);
    const known = { description, version };
    const fault = faultOfDescription(description);
    if (fault !== undefined) {
      show({ ...known, condition: 'QUARANTINED', reason: fault });
      return;
    }
    const isSame = version === facts.version;
    if (isSame && facts.condition === 'ADMITTED') {
      return;
    }
    if (isSame && facts.condition === 'QUARANTINED' && performance.now() < reprobe.atMs) {
      return;
    }
    if (version === admittedVersion) {
      show({ ...facts, ...known, condition: 'ADMITTED', reason: '' });
    } else {
      show({ ...known, condition: 'DESCRIBED', reason: 'being probed' });
    }
    await putToTheTest(description, version);
  }

  async function putToTheTest(description: DescribeResponse, version: string): Promise<void> {
    const { fault, probe } = await admit(client, description, policy(), stop.signal);
    stop.signal.throwIfAborted();
    if (fault === undefined) {
      admittedVersion = version;
      reprobe = { atMs: 0, afterMs: timing.firstReprobeMs };
      show({ description, version, probe, condition: 'ADMITTED', reason: '' });
      return;
    }
    // It may have gone while it was probed: then that is the reason, and not the probe.
    await checkHealth();
    admittedVersion = '';
    const { afterMs } = reprobe;
    reprobe = {
      atMs: performance.now() + afterMs,
      afterMs: Math.min(2 * afterMs, timing.longestReprobeMs),
    };
    show({ description, version, probe, condition: 'QUARANTINED', reason: fault });
  }

  async function checkHealth(): Promise<void> {
    const health = await client.health('', questionOptions());
    if (health !== 'SERVING') {
      throw new Error(`expected health SERVING, found ${health}`);
    }
  }

  const questionOptions = () => ({ deadlineMs: timing.questionDeadlineMs, signal: stop.signal });

  async function run(): Promise<void> {
    let retryMs: number = timing.firstRetryMs;
    while (!stop.signal.aborted) {
      nudged = false;
      await look();
      const isThere = facts.condition !== 'UNREACHABLE';
      retryMs = isThere ? timing.firstRetryMs : Math.min(2 * retryMs, timing.longestRetryMs);
      await pause(isThere ? timing.healthIntervalMs : retryMs);
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

  // Whoever had it listed, a call of a registry or a file, is long gone while it is watched.
  void context.with(ROOT_CONTEXT, run);
  return {
    get facts() {
      return facts;
    },
    client,
    nudge() {
      nudged = true;
      wake();
    },
    close() {
      stop.abort();
      wake();
      loads.forget(address);
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
