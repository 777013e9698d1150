// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type OutgoingEvent, sendEvents } from './send-events.js';

/** The answer of a real server that handles one request with `handle`. */
async function ask(handle: (response: ServerResponse) => unknown): Promise<IncomingMessage> {
  const server = createServer((_request, response) => void handle(response));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const asking = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  asking.on('error', () => undefined);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  answer.on('error', () => undefined);
  return answer;
}

test('a reader that does not read holds the source back, and ends it by leaving', async () => {
  const batch: OutgoingEvent[] = [{ id: 1, type: 'token', data: 'x'.repeat(65_536) }];
  const ended = Promise.withResolvers<void>();
  let pulled = 0;
  let sent: ServerResponse | undefined;
  async function* endless(signal: AbortSignal): AsyncGenerator<readonly OutgoingEvent[]> {
    try {
      while (!signal.aborted) {
        pulled += 1;
        yield batch;
      }
    } finally {
      ended.resolve();
    }
  }

  const answer = await ask((response) => sendEvents((sent = response), endless));
  await expect.poll(() => sent?.writableNeedDrain, { timeout: 10_000 }).toBe(true);
  answer.destroy();
  await ended.promise;

  expect(pulled * 65_536).toBeLessThan(64 * 1_048_576);
});

test('comments keep a quiet stream open, and the end of the source ends it', async () => {
  const heard = Promise.withResolvers<void>();
  async function* quiet(): AsyncGenerator<readonly OutgoingEvent[]> {
    await heard.promise;
    yield [{ id: 9, type: 'stage', data: '{}' }];
  }

  const answer = await ask((response) => sendEvents(response, quiet, 5));
  let text = '';
  for await (const chunk of answer) {
    text += String(chunk);
    if (text.includes(': still here\n\n')) heard.resolve();
  }

  expect(text).toMatch(/^retry: 1000\n\n(?:: still here\n\n)+id: 9\nevent: stage\ndata: {}\n\n$/);
});
