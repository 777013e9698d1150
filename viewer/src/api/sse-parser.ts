// SPDX-License-Identifier: Apache-2.0
/** A server-sent event as it came over the wire. */
export interface WireEvent {
  readonly id?: string;
  readonly event: string;
  readonly data: string;
}

/** What a piece of the stream completed. */
export interface Parsed {
  readonly events: readonly WireEvent[];
  /** Reconnection delay in milliseconds asked for by the server, if any. */
  readonly retryMs?: number;
}

/**
 * Makes a parser of text/event-stream (WHATWG HTML, section 9.2.6), fed with
 * pieces of text cut anywhere. Comments are dropped; an event without data is
 * not dispatched.
 */
export function createSseParser(): { push(text: string): Parsed } {
  let buffer = '';
  let event = '';
  let data: string[] = [];
  let id: string | undefined;

  return {
    push(text) {
      buffer += text;
      const events: WireEvent[] = [];
      let retryMs: number | undefined;
      for (;;) {
        const end = lineEnd(buffer);
        if (!end) return { events, retryMs };
        const line = buffer.slice(0, end.at);
        buffer = buffer.slice(end.next);
        if (line === '') {
          if (data.length > 0)
            events.push({ id, event: event || 'message', data: data.join('\n') });
          event = '';
          data = [];
          continue;
        }
        const colon = line.indexOf(':');
        if (colon === 0) continue;
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
        if (field === 'event') event = value;
        else if (field === 'data') data.push(value);
        else if (field === 'id' && !value.includes('\0')) id = value;
        else if (field === 'retry' && /^\d+$/.test(value)) retryMs = Number(value);
      }
    },
  };
}

/** Where the first line ends. A CR at the very end waits: an LF may follow in the next piece. */
function lineEnd(text: string): { at: number; next: number } | undefined {
  const at = text.search(/[\r\n]/);
  if (at < 0) return undefined;
  if (text[at] === '\n') return { at, next: at + 1 };
  if (at + 1 === text.length) return undefined;
  return { at, next: text[at + 1] === '\n' ? at + 2 : at + 1 };
}
