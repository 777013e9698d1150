// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBreaker, type BreakerPass } from './breaker.js';
import { defaultCallPolicy, type BreakerPolicy } from './call-policy.js';

const policy: BreakerPolicy = {
  ...defaultCallPolicy.breaker,
  failures: 3,
  openMs: 100,
  maxOpenMs: 350,
};

function setUp() {
  const clock = { nowMs: 0 };
  const transitions: string[] = [];
  const breaker = createBreaker(policy, {
    now: () => clock.nowMs,
    onTransition: (state) => transitions.push(state),
  });
  const fail = (times: number) => {
    for (let k = 0; k < times; k++) {
      breaker.admit()!.onFailure();
    }
  };
  return { breaker, clock, transitions, fail };
}

describe('a breaker', () => {
  test('opens after so many failures in a row, not before', () => {
    const { breaker, fail, transitions } = setUp();
    fail(2);
    breaker.admit()!.onSuccess();
    fail(2);
    breaker.admit()!.onNeutral();
    expect(breaker).toMatchObject({ state: 'closed', failures: 2 });

    fail(1);

    expect(breaker).toMatchObject({ state: 'open', remainingMs: 100 });
    expect(breaker.admit()).toBeUndefined();
    expect(transitions).toEqual(['open']);
  });

  test('admits one probe at a time when half-open, and closes after its success', () => {
    const { breaker, clock, fail, transitions } = setUp();
    fail(3);
    clock.nowMs = 99;
    expect(breaker.isOpen()).toBe(true);
    clock.nowMs = 100;
    expect(breaker.isOpen()).toBe(false);

    const probe = breaker.admit()!;

    expect(breaker).toMatchObject({ state: 'half-open', remainingMs: 0 });
    expect(breaker.isOpen()).toBe(true);
    expect(breaker.admit()).toBeUndefined();
    probe.onSuccess();
    expect(breaker).toMatchObject({ state: 'closed', failures: 0 });
    expect(transitions).toEqual(['open', 'closed']);
  });

  test('stays open for longer after every probe that fails, up to a limit', () => {
    const { breaker, clock, fail } = setUp();
    fail(3);
    const openMs: number[] = [];
    for (let k = 0; k < 4; k++) {
      openMs.push(breaker.remainingMs);
      clock.nowMs += breaker.remainingMs;
      fail(1);
    }
    expect(openMs).toEqual([100, 200, 350, 350]);
  });

  test('admits another probe after one that told nothing', () => {
    const { breaker, clock, fail } = setUp();
    fail(3);
    clock.nowMs = 100;
    breaker.admit()!.onNeutral();
    expect(breaker.state).toBe('half-open');
    expect(breaker.admit()).toBeDefined();
  });

  test('does not heed attempts that began before it opened', () => {
    const { breaker, clock, fail } = setUp();
    const [early, late] = [breaker.admit()!, breaker.admit()!];
    fail(3);
    early.onSuccess();
    expect(breaker.state).toBe('open');
    clock.nowMs = 100;
    breaker.admit()!.onSuccess();
    late.onFailure();
    expect(breaker).toMatchObject({ state: 'closed', failures: 0 });
  });

  test('never has two probes and never stays open for longer than its limit', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 200 }) }),
      fc.record({ kind: fc.constant('admit' as const) }),
      fc.record({
        kind: fc.constantFrom('onSuccess' as const, 'onFailure' as const, 'onNeutral' as const),
        pass: fc.nat(),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const { breaker, clock } = setUp();
        const passes: { pass: BreakerPass; isProbe: boolean }[] = [];
        for (const step of steps) {
          if (step.kind === 'wait') {
            clock.nowMs += step.ms;
          } else if (step.kind === 'admit') {
            const { state } = breaker;
            const isOpen = breaker.isOpen();
            const pass = breaker.admit();
            expect(pass === undefined).toBe(isOpen);
            if (pass) {
              expect(state).not.toBe('open');
              passes.push({ pass, isProbe: state === 'half-open' });
            }
          } else if (passes.length > 0) {
            const [{ pass }] = passes.splice(step.pass % passes.length, 1) as [(typeof passes)[0]];
            pass[step.kind]();
          }
          expect(passes.filter(({ isProbe }) => isProbe).length).toBeLessThanOrEqual(1);
          expect(breaker.remainingMs).toBeLessThanOrEqual(policy.maxOpenMs);
        }
      }),
    );
  });

  test('refuses a policy out of range', () => {
    expect(() => createBreaker({ ...policy, maxOpenMs: 50 })).toThrow(
      'expected breaker.maxOpenMs from 100 to 2147483647, found 50',
    );
  });
});
