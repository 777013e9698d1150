// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, test } from 'vitest';
import {
  createReportClient,
  openBalancedChannel,
  type BalancedChannelOptions,
  type ReportClient,
} from '../src/index.js';
import {
  callConstantly,
  callOnce,
  startReplica,
  type Replica,
  type ReplicaOptions,
} from './replica.js';

const started: Replica[] = [];
const clients: ReportClient[] = [];
afterEach(async () => {
  clients.splice(0).forEach((client) => client.close());
  await Promise.all(started.splice(0).map((replica) => replica.kill()));
});

async function replica(options?: ReplicaOptions): Promise<Replica> {
  const one = await startReplica(options);
  started.push(one);
  return one;
}

function open(target: string, options: Partial<BalancedChannelOptions> = {}): ReportClient {
  const channel = openBalancedChannel(target, {
    service: 'fusion-llm',
    policy: { slowStartMs: 0 },
    random: seeded(1),
    ...options,
  });
  const client = createReportClient(channel.label, { channel });
  clients.push(client);
  return client;
}

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const shares = (replicas: readonly Replica[]) => {
  const all = replicas.reduce((sum, { calls }) => sum + calls, 0);
  return replicas.map(({ calls }) => calls / all);
};

async function many(client: ReportClient, count: number, atOnce: number): Promise<void> {
  let left = count;
  const loop = async (): Promise<void> => {
    while (left-- > 0) await callOnce(client);
  };
  await Promise.all(Array.from({ length: atOnce }, loop));
}

describe('calls are spread', () => {
  test('evenly over equal replicas', async () => {
    const all = [await replica(), await replica(), await replica()];
    const client = open(all.map(({ address }) => address).join());
    // Until all are connected, those that are get the calls.
    await Promise.all(all.map((one) => Promise.race([one.untilCalls(1), many(client, 200, 4)])));
    await many(client, 2_000, 4);
    for (const share of shares(all)) expect(share).toBeCloseTo(1 / 3, 1);
  });

  test('by capacity', async () => {
    const all = [
      await replica({ capacity: 8, callMs: 10 }),
      await replica({ capacity: 8, callMs: 10 }),
      await replica({ capacity: 4, callMs: 10 }),
    ];
    const client = open(all.map(({ address }) => address).join());
    await Promise.all(all.map((one) => Promise.race([one.untilCalls(1), many(client, 500, 10)])));
    const before = all.map(({ calls }) => calls);
    await many(client, 2_000, 10);
    const calls = all.map((one, at) => one.calls - before[at]!);
    const total = calls.reduce((sum, count) => sum + count, 0);
    const overWanted = calls.map((count, at) => count / total / [0.4, 0.4, 0.2][at]!);
    for (const ratio of overWanted) expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
  });

  test('away from a replica that others keep busy', async () => {
    const [busy, idle] = [await replica(), await replica()];
    const client = open(`${busy.address},${idle.address}`);
    await many(client, 20, 2);
    busy.others = 20;
    await many(client, 40, 1);
    const before = busy.calls;
    await many(client, 40, 1);
    expect(busy.calls - before).toBeLessThan(3);
  });
});

describe('a replica gets nothing', () => {
  test('while it does not serve, and its share once it does', async () => {
    const [a, b] = [await replica(), await replica()];
    a.setServing('', false);
    const client = open(`${a.address},${b.address}`);
    await many(client, 50, 2);
    expect(a.calls).toBe(0);
    a.setServing('', true);
    await Promise.race([a.untilCalls(1), many(client, 10_000, 1)]);
    expect(a.calls).toBeGreaterThan(0);
  });

  test('once it is dead, and the others all', async () => {
    const all = [await replica(), await replica(), await replica()];
    const client = open(all.map(({ address }) => address).join());
    const load = callConstantly(client, 4);
    await Promise.all(all.map((one) => one.untilCalls(50)));
    const [dead, ...rest] = all as [Replica, Replica, Replica];
    await dead.drain(5_000);
    const [calls, before] = [dead.calls, rest[0].calls];
    await Promise.all(rest.map((one) => one.untilCalls(before + 200)));
    await load.stop();
    expect(load.failures).toEqual([]);
    expect(dead.calls).toBe(calls);
  });
});

describe('a call that no replica has taken on', () => {
  test('is made again on another, and not twice on one that refuses', async () => {
    const [a, b] = [await replica(), await replica()];
    a.refuse = 'before';
    const client = open(`${a.address},${b.address}`);
    for (let k = 0; k < 20; k++) expect(await callOnce(client)).toBe(1);
    expect(b.calls).toBe(20);
    expect(a.calls).toBeLessThan(3);
  });

  test('fails with the last refusal when all refuse', async () => {
    const [a, b] = [await replica(), await replica()];
    a.refuse = 'before';
    b.refuse = 'before';
    const client = open(`${a.address},${b.address}`);
    await expect(callOnce(client)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      details: 'not now',
    });
    expect(a.calls + b.calls).toBe(3);
    expect(Math.min(a.calls, b.calls)).toBe(1);
  });

  test('is not one that has sent an event', async () => {
    const [a, b] = [await replica(), await replica()];
    a.refuse = 'after';
    b.refuse = 'after';
    const client = open(`${a.address},${b.address}`);
    await expect(callOnce(client)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(a.calls + b.calls).toBe(1);
  });

  test('fails at once, with what each replica is, when none serves', async () => {
    const [gone, idle] = [await replica(), await replica()];
    await gone.kill();
    idle.setServing('', false);
    const client = open(`${gone.address},${idle.address}`);
    await expect(callOnce(client)).rejects.toThrow(
      /expected an endpoint of fusion-llm that serves/,
    );
    await expect(callOnce(client)).rejects.toThrow(`${idle.address}: its health is not SERVING`);
    await expect(callOnce(client)).rejects.toThrow(`ECONNREFUSED ${gone.address}`);
  });
});

test('connections that grow old are exchanged under load without a failure', async () => {
  const all = [
    await replica({ maxConnectionAgeMs: 100, callMs: 5 }),
    await replica({ maxConnectionAgeMs: 100, callMs: 5 }),
  ];
  const client = open(all.map(({ address }) => address).join());
  const load = callConstantly(client, 8);
  await Promise.all(all.map((one) => one.untilCalls(800)));
  await load.stop();
  expect(load.failures).toEqual([]);
});
