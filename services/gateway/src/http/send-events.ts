// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** An event as it goes out: `id` is its sequence number, `data` JSON on one line. */
export interface OutgoingEvent {
  readonly id: number;
  readonly type: string;
  readonly data: string;
}

/** Time without events after which a comment keeps proxies from closing the stream, in ms. */
const defaultHeartbeatMs = 15_000;

/** Time after which a client that lost the stream should come back, in ms. */
const retryMs = 1000;

/**
 * Streams batches of events as text/event-stream until `batches` ends or the client leaves. A
 * slow client slows the reading of `batches`; nothing piles up in memory.
 */
export async function sendEvents(
  response: ServerResponse,
  batches: (signal: AbortSignal) => AsyncIterable<readonly OutgoingEvent[]>,
  heartbeatMs = defaultHeartbeatMs,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    Connection: 'keep-alive',
    // nginx would hold the stream back to fill its buffers.
    'X-Accel-Buffering': 'no',
  });
  response.write(`retry: ${retryMs}\n\n`);
  const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs);
  try {
    for await (const events of batches(gone.signal)) {
      const flushed = response.write(events.map(format).join(''));
      if (!flushed) await once(response, 'drain', { signal: gone.signal });
    }
  } catch (error) {
    if (!gone.signal.aborted) throw error;
  } finally {
    clearInterval(heartbeat);
  }
  response.end();
}

function format({ id, type, data }: OutgoingEvent): string {
  return `id: ${id}\nevent: ${type}\ndata: ${data}\n\n`;
}
