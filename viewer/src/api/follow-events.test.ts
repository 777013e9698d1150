// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { followEvents, MOST_FRUITLESS_ATTEMPTS } from './follow-events';
import { ProblemError } from './problem';
import type { ReportEvent } from './report-types';

/** Answers each request with the next response and remembers what was asked. */
function scripted(responses: readonly (() => Response | Promise<Response>)[]) {
  const lastIds: (string | null)[] = [];
  const events: ReportEvent[] = [];
  const waits: number[] = [];
  const connections: boolean[] = [];
  const run = () =>
    followEvents('http://gateway/events', {
      onEvent: (event) => events.push(event),
      onConnection: (connected) => connections.push(connected),
      signal: new AbortController().signal,
      wait: async (ms) => void waits.push(ms),
      fetch: async (_url, init) => {
        lastIds.push(new Headers(init?.headers).get('last-event-id'));
        const respond = responses[Math.min(lastIds.length, responses.length) - 1];
        if (!respond) throw new Error('no response scripted');
        return respond();
      },
    });
  return { run, lastIds, events, waits, connections };
}

const stream = (text: string) => () => new Response(text);
const token = (id: number) => `id: ${id}\nevent: token\ndata: {"index":${id},"text":"a"}\n\n`;
const report = (id: number) => `id: ${id}\nevent: report\ndata: {"id":"r"}\n\n`;
const refuse = () => Promise.reject(new TypeError('connection refused'));

describe('followEvents()', () => {
  it('should resolve after the report event', async () => {
    const sut = scripted([stream(token(0) + report(1))]);
    expect(await sut.run()).toBe('reported');
    expect(sut.events.map(({ name }) => name)).toEqual(['token', 'report']);
    expect(sut.lastIds).toEqual([null]);
  });

  it('should take a broken stream up again after the last event seen', async () => {
    const sut = scripted([stream(token(0) + token(1)), stream(token(2) + report(3))]);
    expect(await sut.run()).toBe('reported');
    expect(sut.lastIds).toEqual([null, '1']);
    expect(sut.events).toHaveLength(4);
    expect(sut.connections).toEqual([true, false, true]);
  });

  it('should not hand out an event twice when the gateway replays too much', async () => {
    const sut = scripted([stream(token(0) + token(1)), stream(token(0) + token(1) + report(2))]);
    await sut.run();
    expect(sut.events).toHaveLength(3);
  });

  it('should not hand out an event that was cut off', async () => {
    const sut = scripted([stream(`${token(0)}id: 1\nevent: token\nda`), stream(report(1))]);
    await sut.run();
    expect(sut.events.map(({ name }) => name)).toEqual(['token', 'report']);
    expect(sut.lastIds).toEqual([null, '0']);
  });

  it('should end when the gateway says that nothing more will come', async () => {
    const sut = scripted([stream(token(0)), () => new Response(null, { status: 204 })]);
    expect(await sut.run()).toBe('ended');
  });

  it('should wait longer after each fruitless attempt, and as long as the server asks', async () => {
    const sut = scripted([
      refuse,
      () => new Response('', { status: 503 }),
      stream('retry: 3000\n\n'),
      stream(report(0)),
    ]);
    await sut.run();
    expect(sut.waits).toEqual([250, 500, 3000]);
  });

  it('should pass on a refusal as its problem and not try again', async () => {
    const problem = { title: 'There is no such report', status: 404, expected: 'a', found: 'b' };
    const sut = scripted([
      () =>
        Response.json(problem, { status: 404, headers: { 'content-type': 'application/json' } }),
    ]);
    await expect(sut.run()).rejects.toMatchObject({ problem });
    expect(sut.lastIds).toHaveLength(1);
  });

  it('should give up on a gateway that stays away', async () => {
    const sut = scripted([refuse]);
    await expect(sut.run()).rejects.toBeInstanceOf(ProblemError);
    expect(sut.lastIds).toHaveLength(MOST_FRUITLESS_ATTEMPTS);
  });
});
