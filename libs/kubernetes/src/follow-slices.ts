// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@asarg/service-kit';
import { setTimeout as delay } from 'node:timers/promises';
import { KubernetesAnswerError, parseListPage, parseWatchEvent } from './kubernetes-answer.js';
import type { KubernetesApi } from './kubernetes-api.js';

/** Waits; ends early, in whatever way, if the signal aborts. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

export interface FollowOptions {
  readonly api: KubernetesApi;
  readonly selector: string;
  readonly logger: Logger;
  /** Ends it; nothing is told after that. */
  readonly signal: AbortSignal;
  /** Told of all slices by name, whenever they may have changed. */
  readonly onSlices: (slices: ReadonlyMap<string, unknown>) => void;
  /** Called after each attempt to list, whatever came of it. */
  readonly onLooked: () => void;
  /** @default by the clock */
  readonly pause?: Pause;
}

/** HTTP status, and code of an event: the resource version or the list's next page has expired. */
const gone = 410;

/** How the API is asked, with the reasons. */
const policy = {
  pageSize: 100,
  // A server that never ends its pages must not fill the memory.
  mostSlices: 10_000,
  // Doubling from the first; each between half and the whole, so that many do not come as one.
  firstRetryMs: 200,
  longestRetryMs: 30_000,
  // A watch that ends sooner without an event tells of a server in trouble.
  shortestWatchMs: 1_000,
} as const;

/** How a watch came to its end; what came of it so far is told. */
type WatchEnd = 'ended' | 'cut' | 'gone' | 'senseless';

/**
 * Lists the slices and then watches, until the signal aborts. A watch that ends or is cut goes on
 * from its last resource version; what the API refuses, and an answer that makes no sense, leads
 * back to the list. Never rejects.
 */
export async function followSlices(options: FollowOptions): Promise<void> {
  const { api, selector, logger, signal, onSlices, onLooked, pause = byTheClock } = options;
  let slices = new Map<string, unknown>();
  let resourceVersion: string | undefined;
  let failures = 0;
  let awayFor: unknown;

  function publish(): void {
    if (!signal.aborted) {
      onSlices(slices);
    }
  }

  async function list(): Promise<void> {
    const next = new Map<string, unknown>();
    const query = { labelSelector: selector, limit: String(policy.pageSize) };
    let page = parseListPage(await api.list(query, signal));
    for (;;) {
      page.items.forEach(([name, object]) => next.set(name, object));
      if (next.size > policy.mostSlices) {
        const expected = `expected at most ${policy.mostSlices} slices`;
        throw new KubernetesAnswerError(0, `${expected}, found more`);
      }
      if (page.more === undefined) {
        break;
      }
      page = parseListPage(await api.list({ ...query, continue: page.more }, signal));
    }
    ({ resourceVersion } = page);
    slices = next;
    publish();
  }

  async function watch(from: string): Promise<WatchEnd> {
    const query = { labelSelector: selector, resourceVersion: from, allowWatchBookmarks: 'true' };
    const batches = await api.watch(query, signal);
    answered();
    const beganMs = performance.now();
    try {
      for await (const lines of batches) {
        lines.forEach(take);
        failures = 0;
        publish();
      }
      return 'ended';
    } catch (error) {
      const isRefused = error instanceof KubernetesAnswerError;
      const end = !isRefused ? 'cut' : error.status === gone ? 'gone' : 'senseless';
      if (!signal.aborted) {
        const level = end === 'senseless' ? 'warn' : 'debug';
        logger[level]({ reason: reasonOf(error) }, `watch of Kubernetes ${end}`);
      }
      return end;
    } finally {
      failures = performance.now() - beganMs >= policy.shortestWatchMs ? 0 : failures;
    }
  }

  function take(line: string): void {
    const event = parseWatchEvent(line);
    if (event.type === 'SET') {
      slices.set(event.name, event.object);
    } else if (event.type === 'DELETED') {
      slices.delete(event.name);
    }
    ({ resourceVersion } = event);
  }

  async function follow(): Promise<WatchEnd | 'refused' | 'away'> {
    try {
      if (resourceVersion === undefined) {
        await list().finally(onLooked);
      }
      return await watch(resourceVersion!);
    } catch (error) {
      if (error instanceof KubernetesAnswerError && error.status === gone) {
        return 'gone';
      }
      failed(error);
      return error instanceof KubernetesAnswerError ? 'refused' : 'away';
    }
  }

  function answered(): void {
    if (awayFor !== undefined) {
      awayFor = undefined;
      logger.info('Kubernetes API answers again');
    }
  }

  function failed(error: unknown): void {
    const kind = kindOf(error);
    if (awayFor !== kind && !signal.aborted) {
      awayFor = kind;
      logger.warn({ reason: reasonOf(error) }, 'Kubernetes API away; the last listing holds');
    }
  }

  while (!signal.aborted) {
    const end = await follow();
    if (end === 'gone' || end === 'senseless' || end === 'refused') {
      resourceVersion = undefined;
    }
    const isUsual = (end === 'ended' || end === 'gone') && failures === 0;
    const retryMs = Math.min(policy.firstRetryMs * 2 ** failures, policy.longestRetryMs);
    failures += 1;
    if (!isUsual && !signal.aborted) {
      await pause(retryMs * (0.5 + Math.random() / 2), signal).catch(() => undefined);
    }
  }
}

function byTheClock(ms: number, signal: AbortSignal): Promise<void> {
  return delay(ms, undefined, { signal, ref: false });
}

function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || String(error);
}

/** What makes two failures the same one to whoever reads the log. */
function kindOf(error: unknown): unknown {
  return error instanceof KubernetesAnswerError
    ? error.status
    : ((error as NodeJS.ErrnoException).code ?? reasonOf(error));
}
