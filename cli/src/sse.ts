// SPDX-License-Identifier: Apache-2.0
/** One server-sent event, as the HTML standard (section 9.2) defines it. */
export interface ServerSentEvent {
  /** Event type; `message` when the stream names none. */
  readonly event: string;
  readonly data: string;
  /** Last id seen, for `Last-Event-ID`; empty before the first. */
  readonly id: string;
}

/** Turns pieces of text, cut anywhere, into events. */
export interface SseParser {
  push(text: string): ServerSentEvent[];
}

/**
 * Makes a parser for one stream. Lines end with LF, CRLF or CR, also when a CRLF is cut in two.
 * An event that the stream does not finish with an empty line is dropped, as the standard asks.
 */
export function createSseParser(): SseParser {
  let rest = '';
  let first = true;
  let skipLineFeed = false;
  let event = '';
  let data: string[] = [];
  let id = '';

  function takeLine(line: string, out: ServerSentEvent[]): void {
    if (line === '') {
      if (data.length > 0) out.push({ event: event || 'message', data: data.join('\n'), id });
      event = '';
      data = [];
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? '' : line.slice(colon + 1);
    if (value.startsWith(' ')) value = value.slice(1);
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) id = value;
  }

  return {
    push(text) {
      const out: ServerSentEvent[] = [];
      if (text === '') return out;
      if (first && text.startsWith('\uFEFF')) text = text.slice(1);
      first = false;
      if (skipLineFeed && text.startsWith('\n')) text = text.slice(1);
      if (text !== '') skipLineFeed = false;
      rest += text;
      let start = 0;
      for (const end of rest.matchAll(/\r\n|\n|\r/g)) {
        takeLine(rest.slice(start, end.index), out);
        start = end.index + end[0].length;
        // A CR at the very end may be half of a CRLF: the LF, if it comes, belongs to it.
        if (end[0] === '\r' && start === rest.length) skipLineFeed = true;
      }
      rest = rest.slice(start);
      return out;
    },
  };
}

/** Events of a response body, until it ends. */
export async function* readServerSentEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<ServerSentEvent> {
  const parser = createSseParser();
  const decoder = new TextDecoder();
  for await (const bytes of body) yield* parser.push(decoder.decode(bytes, { stream: true }));
}
