// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { createCaller, defaultCallPolicy, type CallPolicy } from '../src/index.js';
import { encode, failureOf, serve, story } from './calls.js';
import { answers, first, pushesBack } from './faulty-specialist.js';

const policy: CallPolicy = {
  ...defaultCallPolicy,
  budgetMs: 20_000,
  hedge: undefined,
  // A back-off that no test waits for.
  retry: { ...defaultCallPolicy.retry, backoffMs: { RESOURCE_EXHAUSTED: 10_000 } },
};

describe('a server that pushes back', () => {
  test('is tried again when it said, whatever the back-off would be', async () => {
    const { candidates } = await serve(first(pushesBack('120'), answers()));

    const { attempts } = await createCaller(policy).call({ candidates, run: encode });

    expect(story(attempts)).toEqual(['first RESOURCE_EXHAUSTED', 'retry OK']);
    const { startMs, durationMs } = attempts[0]!;
    const waitedMs = attempts[1]!.startMs - startMs - durationMs;
    expect(waitedMs).toBeGreaterThanOrEqual(118);
    expect(waitedMs).toBeLessThan(5_000);
  });

  test.each(['-1', 'soon'])('with %s is not tried again by the same call', async (pushback) => {
    const { candidates, servers } = await serve(pushesBack(pushback));

    const failure = await failureOf(createCaller(policy).call({ candidates, run: encode }));

    expect(failure).toMatchObject({ code: 'RESOURCE_EXHAUSTED', pushbackMs: -1 });
    expect(servers[0]!.calls).toBe(1);
  });

  test('with a negative number does not keep the call from another instance', async () => {
    const { candidates, instances } = await serve(pushesBack('-1'), answers());

    const { winner, attempts } = await createCaller(policy).call({ candidates, run: encode });

    expect(winner).toBe(instances[1]);
    expect(story(attempts)).toEqual(['first RESOURCE_EXHAUSTED', 'retry OK']);
  });

  test('is left alone by other calls as long as another instance is there', async () => {
    const { candidates, servers } = await serve(pushesBack('60000'), answers());
    const caller = createCaller(policy);

    for (let k = 0; k < 6; k++) await caller.call({ candidates, run: encode });

    expect(servers.map(({ calls }) => calls)).toEqual([1, 6]);
  });

  test('tells the caller, whose budget may be too short to wait', async () => {
    const { candidates } = await serve(pushesBack('3000'));

    const failure = await failureOf(
      createCaller({ ...policy, budgetMs: 2_000 }).call({ candidates, run: encode }),
    );

    expect(failure).toMatchObject({ code: 'RESOURCE_EXHAUSTED', pushbackMs: 3_000 });
    expect(failure.attempts).toHaveLength(1);
  });
});
