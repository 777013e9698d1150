// SPDX-License-Identifier: Apache-2.0
import type { EmitEvent, ReportEvent } from './stage-clock.js';

/**
 * The events that work emits, as a stream, until the work ends. Leaving the loop early aborts
 * the work's signal and waits for it to end.
 * @throws what the work throws, after the events before it.
 */
export async function* streamEvents(
  work: (emit: EmitEvent, stop: AbortSignal) => Promise<unknown>,
): AsyncGenerator<ReportEvent, void, undefined> {
  const stop = new AbortController();
  const waiting: ReportEvent[] = [];
  let ended = false;
  let wake: () => void = () => undefined;
  const emit: EmitEvent = (event) => {
    waiting.push(event);
    wake();
  };
  const working = work(emit, stop.signal).finally(() => {
    ended = true;
    wake();
  });
  // Its failure is thrown below; until then it must not count as unhandled.
  working.catch(() => undefined);
  try {
    for (;;) {
      yield* waiting.splice(0);
      if (waiting.length > 0) {
        continue;
      }
      if (ended) {
        break;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    await working;
  } finally {
    stop.abort();
    await working.catch(() => undefined);
  }
}
