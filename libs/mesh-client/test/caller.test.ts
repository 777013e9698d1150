// SPDX-License-Identifier: Apache-2.0
import { DataType, Encoding, type Frame } from '@asarg/contracts';
import { describe, expect, test } from 'vitest';
import {
  createCaller,
  defaultCallPolicy,
  MeshError,
  type CallFailedError,
  type CallPolicy,
} from '../src/index.js';
import { encode, failureOf, serve, story, valueOf } from './calls.js';
import { answers, beginsAndStalls, fails, first, stalls } from './faulty-specialist.js';

const policy: CallPolicy = { ...defaultCallPolicy, budgetMs: 20_000, hedge: undefined };
const hedge = { ...defaultCallPolicy.hedge!, delayMs: 30 };
const hedged: CallPolicy = { ...policy, hedge };
const hasty: CallPolicy = { ...policy, budgetMs: 500 };

describe('a call', () => {
  test('that is answered makes one attempt', async () => {
    const { candidates, servers, instances } = await serve(answers(7));
    const caller = createCaller({ ...policy, hedge: { ...hedge, delayMs: 10_000 } });

    const { value, winner, attempts } = await caller.call({ candidates, run: encode });

    expect(valueOf(value)).toBe(7);
    expect(winner).toBe(instances[0]);
    expect(attempts).toMatchObject([{ target: servers[0]!.address, reason: 'first' }]);
    expect(attempts[0]!.outcome).toBe('OK');
    expect(attempts[0]!.durationMs).toBeGreaterThan(0);
    expect(servers[0]!.calls).toBe(1);
  });

  test('goes to the instance with the fewest attempts in flight', async () => {
    const { candidates, servers } = await serve(stalls, answers());
    const caller = createCaller(policy);
    const abort = new AbortController();
    const held = caller.call({ candidates, run: encode, signal: abort.signal });

    for (let k = 0; k < 3; k++) {
      await caller.call({ candidates, run: encode });
    }

    expect(caller.inFlight(servers[0]!.address)).toBe(1);
    expect(servers.map(({ calls }) => calls)).toEqual([1, 3]);
    abort.abort();
    expect((await failureOf(held)).code).toBe('CANCELLED');
    expect(caller.inFlight(servers[0]!.address)).toBe(0);
  });

  test('goes to idle instances in turn', async () => {
    const { candidates, servers } = await serve(answers(), answers());
    const caller = createCaller(policy);

    for (let k = 0; k < 4; k++) {
      await caller.call({ candidates, run: encode });
    }

    expect(servers.map(({ calls }) => calls)).toEqual([2, 2]);
  });

  test('without an instance is UNAVAILABLE', async () => {
    const failure = await failureOf(
      createCaller(policy).call({ candidates: () => [], run: encode }),
    );

    expect(failure).toMatchObject({ code: 'UNAVAILABLE', attempts: [] });
    expect(failure.details).toBe('expected an instance, found none');
  });

  test('is cancelled with its caller, all attempts on the wire', async () => {
    const abort = new AbortController();
    const { candidates, servers } = await serve(stalls, () => abort.abort());
    const caller = createCaller(hedged);

    const failure = await failureOf(caller.call({ candidates, run: encode, signal: abort.signal }));

    expect(failure.code).toBe('CANCELLED');
    expect(story(failure.attempts)).toEqual(['first CANCELLED', 'hedge CANCELLED']);
    await expect.poll(() => servers.map(({ cancelled }) => cancelled)).toEqual([1, 1]);
    const late = await failureOf(caller.call({ candidates, run: encode, signal: abort.signal }));
    expect(late).toMatchObject({ code: 'CANCELLED', attempts: [] });
  });

  test('ends with its budget, all attempts on the wire', async () => {
    const { candidates, servers, instances } = await serve(stalls, stalls);
    const caller = createCaller({ ...hasty, hedge });

    const failure = await failureOf(caller.call({ candidates, run: encode }));

    expect(failure.code).toBe('DEADLINE_EXCEEDED');
    expect(failure).toBeInstanceOf(MeshError);
    expect(story(failure.attempts)).toEqual(['first DEADLINE_EXCEEDED', 'hedge DEADLINE_EXCEEDED']);
    expect(instances.map(({ breaker }) => breaker.failures)).toEqual([1, 1]);
    await expect.poll(() => servers.map(({ cancelled }) => cancelled)).toEqual([1, 1]);
  });

  test('with less time than the policy gives blames no instance for it', async () => {
    const { candidates, instances } = await serve(stalls);
    const caller = createCaller(policy);

    const failure = await failureOf(caller.call({ candidates, run: encode, budgetMs: 60 }));

    expect(failure.code).toBe('DEADLINE_EXCEEDED');
    expect(instances[0]!.breaker.failures).toBe(0);
    const none = await failureOf(caller.call({ candidates, run: encode, budgetMs: 0 }));
    expect(none).toMatchObject({ code: 'DEADLINE_EXCEEDED', attempts: [] });
  });
});

describe('a hedge', () => {
  test('on another instance answers for one that stalls, which sees its cancellation', async () => {
    const { candidates, servers, instances } = await serve(stalls, answers(2));
    const caller = createCaller(hedged);

    const { value, winner, attempts } = await caller.call({ candidates, run: encode });

    expect(valueOf(value)).toBe(2);
    expect(winner).toBe(instances[1]);
    expect(story(attempts)).toEqual(['first LOST', 'hedge OK']);
    expect(attempts[1]!.startMs).toBeGreaterThanOrEqual(29);
    await expect.poll(() => servers[0]!.cancelled).toBe(1);
    expect(instances[0]!.breaker.failures).toBe(0);
  });

  test('carries a frame of 3 MiB, and answers after a first message of the other', async () => {
    const pixels = new Uint8Array(3 * 1024 * 1024).fill(7);
    const frame: Frame = {
      width: 1536,
      height: 1024,
      dataType: DataType.UINT16,
      encoding: Encoding.RAW,
      pixels,
      digest: '',
      columnSpacingMm: 0,
      rowSpacingMm: 0,
    };
    let received: Uint8Array = new Uint8Array();
    const { candidates, servers } = await serve(beginsAndStalls, (call, server) => {
      received = call.request.frame!.pixels;
      answers(2)(call, server);
    });

    const { value, attempts } = await createCaller(hedged).call({
      candidates,
      run: ({ client }, options) => client.encode({ frame }, options),
    });

    expect(valueOf(value)).toBe(2);
    expect(story(attempts)).toEqual(['first LOST', 'hedge OK']);
    expect(Buffer.compare(received, pixels)).toBe(0);
    await expect.poll(() => servers[0]!.cancelled).toBe(1);
  });

  test('loses against a first attempt that answers after all', async () => {
    let release = (): void => undefined;
    const { candidates, servers } = await serve(
      (call, server) => (release = () => answers(1)(call, server)),
      () => release(),
    );

    const { value, attempts } = await createCaller(hedged).call({ candidates, run: encode });

    expect(valueOf(value)).toBe(1);
    expect(story(attempts)).toEqual(['first OK', 'hedge LOST']);
    await expect.poll(() => servers[1]!.cancelled).toBe(1);
  });

  test('goes to the same instance if there is no other, unless the policy forbids it', async () => {
    const one = await serve(first(stalls, answers()));
    const call = createCaller(hedged).call({ candidates: one.candidates, run: encode });
    expect(story((await call).attempts)).toEqual(['first LOST', 'hedge OK']);

    const other = await serve(first(stalls, answers()));
    const caller = createCaller({ ...hasty, hedge: { ...hedge, sameInstance: false } });
    const failure = await failureOf(caller.call({ candidates: other.candidates, run: encode }));
    expect(story(failure.attempts)).toEqual(['first DEADLINE_EXCEEDED']);
  });

  test('that fails leaves the first attempt alone', async () => {
    let release = (): void => undefined;
    const { candidates } = await serve(
      (call, server) => (release = () => answers(1)(call, server)),
      (call, server) => {
        fails('INTERNAL')(call, server);
        release();
      },
    );

    const { attempts } = await createCaller(hedged).call({ candidates, run: encode });

    expect(story(attempts)[0]).toBe('first OK');
  });

  test('by the 95th percentile waits for samples, then for what they say', async () => {
    const { candidates, servers } = await serve(answers(), answers());
    const byP95 = { ...hedge, delayMs: 'p95' as const, minSamples: 20, minDelayMs: 40 };
    const caller = createCaller({ ...policy, hedge: byP95 });
    for (let k = 0; k < 20; k++) {
      expect(caller.state.hedgeDelayMs).toBeUndefined();
      await caller.call({ candidates, run: encode });
    }
    servers[0]!.behave = stalls;

    const { attempts } = await caller.call({ candidates, run: encode });

    expect(caller.state.hedgeDelayMs).toBeGreaterThanOrEqual(40);
    expect(story(attempts)).toEqual(['first LOST', 'hedge OK']);
    expect(attempts[1]!.startMs).toBeGreaterThanOrEqual(39);
  });

  test('is rare even if everything is slow', async () => {
    const { candidates, servers } = await serve(stalls, stalls);
    const caller = createCaller({ ...hedged, hedge: { ...hedge, delayMs: 5 } });
    const failures: CallFailedError[] = [];

    for (let round = 0; round < 10; round++) {
      const calls = Array.from({ length: 10 }, () =>
        failureOf(caller.call({ candidates, run: encode, budgetMs: 60 })),
      );
      failures.push(...(await Promise.all(calls)));
    }

    const attempts = failures.flatMap(({ attempts }) => attempts);
    expect(attempts.length).toBeGreaterThan(100);
    expect(attempts.length).toBeLessThanOrEqual(100 + 100 * hedge.maxShare + hedge.burst);
    expect(servers[0]!.calls + servers[1]!.calls).toBeLessThanOrEqual(attempts.length);
  });
});
