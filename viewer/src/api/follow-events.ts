// SPDX-License-Identifier: Apache-2.0
import { problemOfResponse, ProblemError } from './problem';
import type { ReportEvent } from './report-types';
import { createSseParser } from './sse-parser';

/** How to follow a stream; everything has a default but the handlers. */
export interface FollowOptions {
  /** Called with each event, once, in order. */
  readonly onEvent: (event: ReportEvent) => void;
  /** Called when the connection is lost (false) and when it is back (true). */
  readonly onConnection?: (connected: boolean) => void;
  readonly signal: AbortSignal;
  /** @default globalThis.fetch */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Waits between attempts. @default a timer that ends early on abort */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Waits in milliseconds before each new attempt without progress; the last repeats. */
export const RECONNECT_DELAYS_MS = [250, 500, 1000, 2000, 4000] as const;

/** Attempts without a single new event before giving up: about half a minute. */
export const MOST_FRUITLESS_ATTEMPTS = 12;

const EVENT_NAMES = new Set([
  'stage_started',
  'stage',
  'view',
  'warning',
  'contribution',
  'token',
  'sentence',
  'report',
]);

/**
 * Follows a report's events until the last one. A broken connection is taken up again after the
 * last event seen (Last-Event-ID). Resolves to 'reported' after the report event, or to 'ended'
 * when the gateway says (204) that there is nothing more to send.
 * Throws ProblemError when the gateway refuses (4xx) or stays away.
 */
export async function followEvents(
  url: string,
  options: FollowOptions,
): Promise<'reported' | 'ended'> {
  const request = options.fetch ?? fetch;
  const wait = options.wait ?? waitFor;
  const seen: Seen = { reported: false, fresh: false };
  for (let attempt = 0; attempt < MOST_FRUITLESS_ATTEMPTS; attempt++) {
    try {
      const response = await request(url, { headers: headersAfter(seen), signal: options.signal });
      if (response.status === 204) return 'ended';
      if (response.status >= 400 && response.status < 500) {
        throw new ProblemError(await problemOfResponse(response));
      }
      if (response.ok && response.body) {
        options.onConnection?.(true);
        await readEvents(response.body, seen, options.onEvent);
      }
    } catch (reason) {
      if (options.signal.aborted || reason instanceof ProblemError) throw reason;
    }
    if (seen.reported) return 'reported';
    if (seen.fresh) attempt = 0;
    seen.fresh = false;
    options.onConnection?.(false);
    const delay = RECONNECT_DELAYS_MS[Math.min(attempt, RECONNECT_DELAYS_MS.length - 1)] ?? 0;
    await wait(Math.max(delay, seen.retryMs ?? 0), options.signal);
  }
  throw new ProblemError({
    title: 'The report can no longer be followed',
    expected: 'events of the report until its last one',
    found: `no event in ${MOST_FRUITLESS_ATTEMPTS} attempts`,
  });
}

interface Seen {
  lastId?: string;
  retryMs?: number;
  reported: boolean;
  /** Whether this attempt brought anything new. */
  fresh: boolean;
}

function headersAfter(seen: Seen): Record<string, string> {
  const headers: Record<string, string> = { accept: 'text/event-stream' };
  if (seen.lastId !== undefined) headers['last-event-id'] = seen.lastId;
  return headers;
}

async function readEvents(
  body: ReadableStream<Uint8Array>,
  seen: Seen,
  onEvent: (event: ReportEvent) => void,
): Promise<void> {
  const parser = createSseParser();
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parsed = parser.push(decoder.decode(value, { stream: true }));
    seen.retryMs = parsed.retryMs ?? seen.retryMs;
    for (const wire of parsed.events) {
      if (isReplay(wire.id, seen.lastId)) continue;
      seen.lastId = wire.id ?? seen.lastId;
      seen.fresh = true;
      if (!EVENT_NAMES.has(wire.event)) continue;
      if (wire.event === 'report') seen.reported = true;
      onEvent({ name: wire.event, data: JSON.parse(wire.data) } as ReportEvent);
    }
  }
}

/** Ids are sequence numbers; an event at or before the last one seen has been handled already. */
function isReplay(id: string | undefined, lastId: string | undefined): boolean {
  return id !== undefined && lastId !== undefined && Number(id) <= Number(lastId);
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });
}
