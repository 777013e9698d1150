// SPDX-License-Identifier: Apache-2.0
import { createLogger, type Logger } from '@asarg/service-kit';
import { EventEmitter, once } from 'node:events';
import type { Listing, RegistrySource } from '../src/registry/registry-source.js';
import type { KubernetesAccess } from '@asarg/kubernetes';
import { createKubernetesSource } from '../src/registry/sources/kubernetes-source.js';

/** A source over an API, with what it tells and when it waits. */
export interface FollowedSource extends Pick<RegistrySource, 'close'> {
  /** All listings so far. */
  readonly listings: readonly Listing[];
  /** What was logged, as `level: message`. */
  readonly log: readonly string[];
  /** Waits until the newest listing has these addresses, in any order. */
  untilListed(...addresses: readonly string[]): Promise<void>;
  /** Waits until the source waits before another attempt; tells how long it would, in ms. */
  untilPause(): Promise<number>;
  /** Lets it try again at once. */
  tryAgain(): void;
  /** From now on it never waits. */
  hurry(): void;
  /** Waits until a line has been logged. */
  untilLogged(line: string): Promise<void>;
}

export const selector = 'app.kubernetes.io/component=specialist';

/** Starts a source; it has looked once when this resolves, or waits before another attempt. */
export async function followSource(access: KubernetesAccess): Promise<FollowedSource> {
  const events = new EventEmitter();
  const listings: Listing[] = [];
  const log: string[] = [];
  let isHurried = false;
  const waiting: { ms: number; end: () => void }[] = [];

  function tryAgain(): void {
    waiting.pop()!.end();
  }

  const source = createKubernetesSource({
    access,
    selector,
    logger: recordingLogger((line) => {
      log.push(line);
      events.emit('line');
    }),
    async pause(ms, signal) {
      if (signal.aborted || isHurried) {
        return;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      signal.addEventListener('abort', () => resolve(), { once: true });
      waiting.push({ ms, end: resolve });
      events.emit('pause');
      await promise;
    },
  });
  await source.start((listing) => {
    listings.push(listing);
    events.emit('listing');
  });
  return {
    listings,
    log,
    close: source.close,
    async untilListed(...addresses) {
      const wanted = addresses.toSorted().join();
      const found = () => listings.at(-1)?.listed.map(({ address }) => address);
      while (found()?.toSorted().join() !== wanted) {
        await once(events, 'listing');
      }
    },
    async untilPause() {
      while (waiting.length === 0) {
        await once(events, 'pause');
      }
      return waiting[0]!.ms;
    },
    tryAgain,
    hurry() {
      isHurried = true;
      if (waiting.length > 0) {
        tryAgain();
      }
    },
    async untilLogged(line) {
      while (!log.includes(line)) {
        await once(events, 'line');
      }
    },
  };
}

/** A real logger, silent, whose lines are told as text. */
function recordingLogger(tell: (line: string) => void): Logger {
  const at = (level: string) => (facts: unknown, message?: string) =>
    tell(`${level}: ${message ?? String(facts)}`);
  return Object.assign(createLogger('test', 'silent'), {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  });
}
