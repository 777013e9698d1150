// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import {
  createCaller,
  defaultCallPolicy,
  type CallPolicy,
  type MeshErrorCode,
} from '../src/index.js';
import { encode, failureOf, instanceAt, serve, story, valueOf } from './calls.js';
import { answers, diesMidway, fails, first, stalls } from './faulty-specialist.js';

const policy: CallPolicy = { ...defaultCallPolicy, budgetMs: 20_000, hedge: undefined };
const hasty: CallPolicy = { ...policy, budgetMs: 500 };

describe('a retry', () => {
  const retried: MeshErrorCode[] = ['UNAVAILABLE', 'RESOURCE_EXHAUSTED', 'DATA_LOSS', 'CANCELLED'];
  test.each(retried)('follows %s at once on another instance', async (code) => {
    const { candidates, instances } = await serve(fails(code), answers(2));

    const { winner, attempts } = await createCaller(policy).call({ candidates, run: encode });

    expect(winner).toBe(instances[1]);
    expect(story(attempts)).toEqual([`first ${code}`, 'retry OK']);
    const { startMs, durationMs } = attempts[0]!;
    expect(attempts[1]!.startMs - startMs - durationMs).toBeLessThan(20);
  });

  const refused: MeshErrorCode[] = [
    'INVALID_ARGUMENT',
    'FAILED_PRECONDITION',
    'UNIMPLEMENTED',
    'PERMISSION_DENIED',
    'INTERNAL',
    'UNKNOWN',
    'DEADLINE_EXCEEDED',
  ];
  test.each(refused)('does not follow %s', async (code) => {
    const { candidates, servers } = await serve(fails(code), answers());

    const failure = await failureOf(createCaller(policy).call({ candidates, run: encode }));

    expect(failure).toMatchObject({ code, details: 'as told', target: servers[0]!.address });
    expect(story(failure.attempts)).toEqual([`first ${code}`]);
    expect(servers[1]!.calls).toBe(0);
  });

  test('follows an answer whose connection is destroyed midway', async () => {
    const { candidates } = await serve(diesMidway, answers(2));

    const { value, attempts } = await createCaller(policy).call({ candidates, run: encode });

    expect(valueOf(value)).toBe(2);
    expect(story(attempts)).toEqual(['first UNAVAILABLE', 'retry OK']);
  });

  test('follows a connection that nobody takes', async () => {
    const { instances } = await serve(answers());
    const candidates = [instanceAt('127.0.0.1:1'), ...instances];

    const { attempts } = await createCaller(policy).call({
      candidates: () => candidates,
      run: encode,
    });

    expect(story(attempts)).toEqual(['first UNAVAILABLE', 'retry OK']);
  });

  test.each([
    ['UNAVAILABLE', 50],
    ['RESOURCE_EXHAUSTED', 200],
  ] as const)('on the same instance after %s waits', async (code, leastMs) => {
    const { candidates } = await serve(first(fails(code), answers()));
    const caller = createCaller(policy, { random: () => 0 });

    const { attempts } = await caller.call({ candidates, run: encode });

    expect(story(attempts)).toEqual([`first ${code}`, 'retry OK']);
    const { startMs, durationMs } = attempts[0]!;
    expect(attempts[1]!.startMs - startMs - durationMs).toBeGreaterThanOrEqual(leastMs - 1);
  });

  test('that would come after the budget is no reason to wait', async () => {
    const { candidates } = await serve(fails('RESOURCE_EXHAUSTED'));

    const caller = createCaller(hasty, { random: () => 0.9 });

    const failure = await failureOf(caller.call({ candidates, run: encode }));

    expect(failure.code).toBe('RESOURCE_EXHAUSTED');
    expect(story(failure.attempts)).toEqual(['first RESOURCE_EXHAUSTED']);
  });

  test('that stalls ends with the budget, which names the failure before it', async () => {
    const { candidates, servers } = await serve(fails('UNAVAILABLE'), stalls);

    const failure = await failureOf(createCaller(hasty).call({ candidates, run: encode }));

    expect(story(failure.attempts)).toEqual(['first UNAVAILABLE', 'retry DEADLINE_EXCEEDED']);
    expect(failure.target).toBe(servers[1]!.address);
    await expect.poll(() => servers[1]!.cancelled).toBe(1);
  });

  test('is rare if everything fails: load grows by little', async () => {
    const { candidates, servers } = await serve(
      fails('RESOURCE_EXHAUSTED'),
      fails('RESOURCE_EXHAUSTED'),
    );
    const caller = createCaller(policy);

    for (let k = 0; k < 100; k++) {
      await failureOf(caller.call({ candidates, run: encode }));
    }

    const { maxShare, burst } = policy.retry;
    const calls = servers[0]!.calls + servers[1]!.calls;
    expect(calls).toBeGreaterThan(100);
    expect(calls).toBeLessThanOrEqual(100 + 100 * maxShare + burst);
  });
});

describe('a breaker', () => {
  const unretried: CallPolicy = { ...policy, retry: { ...policy.retry, attempts: 1 } };

  test('keeps calls from an instance that keeps failing, and probes it later', async () => {
    const [bad, good] = (await serve(fails('INTERNAL'), answers())).servers;
    let nowMs = 0;
    const failing = instanceAt(bad!.address, { now: () => nowMs });
    const candidates = [failing, instanceAt(good!.address)];
    const caller = createCaller(unretried);
    const call = () => caller.call({ candidates: () => candidates, run: encode });

    await Promise.allSettled(Array.from({ length: 10 }, call));
    expect([bad!.calls, failing.breaker.state]).toEqual([5, 'open']);
    await Promise.all(Array.from({ length: 10 }, call));
    expect(bad!.calls).toBe(5);

    nowMs = 1_000;
    await Promise.allSettled(Array.from({ length: 10 }, call));
    expect([bad!.calls, failing.breaker.state]).toEqual([6, 'open']);

    bad!.behave = answers();
    nowMs = 3_000;
    await Promise.all(Array.from({ length: 2 }, call));
    expect([bad!.calls, failing.breaker.state]).toEqual([7, 'closed']);
  });

  test('of every instance open is UNAVAILABLE at once', async () => {
    const { candidates, servers } = await serve(fails('UNKNOWN'));
    const caller = createCaller(unretried);
    for (let k = 0; k < 5; k++) {
      expect((await failureOf(caller.call({ candidates, run: encode }))).code).toBe('UNKNOWN');
    }

    const failure = await failureOf(caller.call({ candidates, run: encode }));

    expect(failure).toMatchObject({ code: 'UNAVAILABLE', target: servers[0]!.address });
    expect(failure.details).toMatch(/found the breakers of all 1 open/);
    expect(failure.attempts).toEqual([]);
    expect(servers[0]!.calls).toBe(5);
  });

  test('opens on an instance that swallows calls', async () => {
    const { candidates, instances } = await serve(stalls);
    const caller = createCaller({ ...unretried, budgetMs: 40 });

    await Promise.all(
      Array.from({ length: 5 }, () => failureOf(caller.call({ candidates, run: encode }))),
    );

    expect(instances[0]!.breaker.state).toBe('open');
  });

  test.each<MeshErrorCode>(['RESOURCE_EXHAUSTED', 'INVALID_ARGUMENT', 'CANCELLED'])(
    'stays closed after any number of %s',
    async (code) => {
      const { candidates, instances } = await serve(fails(code));
      const caller = createCaller(unretried);

      for (let k = 0; k < 8; k++) {
        await failureOf(caller.call({ candidates, run: encode }));
      }

      expect(instances[0]!.breaker).toMatchObject({ state: 'closed', failures: 0 });
    },
  );
});
