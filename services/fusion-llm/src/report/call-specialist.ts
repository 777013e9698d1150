// SPDX-License-Identifier: Apache-2.0
import { AttemptReason, type Attempt } from '@asarg/contracts';
import {
  CallFailedError,
  createBreaker,
  createCaller,
  defaultCallPolicy,
  type Attempt as CallAttempt,
  type Breaker,
  type Caller,
  type CallPolicy,
  type LoadBook,
} from '@asarg/mesh-client';
import type { Logger } from '@asarg/service-kit';
import { attribute, count, observe, serverAttributes } from '@asarg/telemetry';
import type { Registry } from '../registry/registry.js';
import type { MeshPolicy, SpecialistPolicy } from '../registry/specialist-policy.js';
import { EncodeFailure, type Encode } from './fan-out.js';

export interface SpecialistCallsOptions {
  readonly registry: Pick<Registry, 'instancesOf' | 'nudge' | 'snapshot'>;
  /** The policies as they are now. */
  readonly policy: () => MeshPolicy;
  /** Milliseconds that a call has where the policy says nothing. */
  readonly budgetMs: number;
  readonly logger: Logger;
  /** Load of the instances of all specialists. */
  readonly loads: LoadBook;
}

/** Values of the metric of a breaker's state. */
const breakerStates = { closed: 0, 'half-open': 1, open: 2 } as const;

/** What all calls of one specialist share, as long as its policy stays the same. */
interface CallState {
  readonly policy: CallPolicy;
  readonly caller: Caller;
  readonly breakers: Map<string, Breaker>;
}

/** Calls specialists over gRPC, as the policy of each says: hedged, retried, with breakers. */
export function callSpecialists(options: SpecialistCallsOptions): Encode {
  const { registry, policy, budgetMs, logger, loads } = options;
  const states = new Map<string, CallState>();
  observe('asarg.breaker.state', (result) => {
    for (const { name: specialist, address } of registry.snapshot().entries) {
      const state = states.get(specialist)?.breakers.get(address)?.state;
      if (state !== undefined) {
        const labels = { [attribute.specialist]: specialist, ...serverAttributes(address) };
        result.observe(breakerStates[state], labels);
      }
    }
  });

  observe('asarg.instance.load', (result) => {
    for (const [specialist, { breakers }] of states) {
      for (const address of breakers.keys()) {
        const labels = { [attribute.specialist]: specialist, ...serverAttributes(address) };
        result.observe(loads.of(address), labels);
      }
    }
  });

  function stateOf(specialist: string): CallState {
    const wanted = callPolicyOf(policy().of(specialist), budgetMs);
    const known = states.get(specialist);
    if (known !== undefined && JSON.stringify(known.policy) === JSON.stringify(wanted)) {
      return known;
    }
    const state = { policy: wanted, caller: createCaller(wanted, { loads }), breakers: new Map() };
    states.set(specialist, state);
    return state;
  }

  function breakerOf({ breakers, policy: { breaker } }: CallState, name: string, address: string) {
    const known = breakers.get(address);
    if (known !== undefined) {
      return known;
    }
    const created = createBreaker(breaker, {
      onTransition: (state) => logger.warn({ specialist: name, address, state }, 'breaker changed'),
    });
    breakers.set(address, created);
    return created;
  }

  return async ({ specialist, version, outputs }, frame, { deadlineMs, signal }) => {
    const state = stateOf(specialist);
    try {
      const { value, winner, attempts } = await state.caller.call({
        candidates: () =>
          registry.instancesOf(specialist, version).map(({ address, client }) => {
            return { id: address, breaker: breakerOf(state, specialist, address), client };
          }),
        run: ({ client }, limits) => client.encode({ frame, outputs }, limits),
        signal,
        budgetMs: deadlineMs,
      });
      countAttempts(specialist, attempts);
      if (attempts.length > 1) {
        registry.nudge(specialist);
      }
      return { encoding: value, address: winner.id, attempts: attempts.map(attemptOf) };
    } catch (error) {
      if (!(error instanceof CallFailedError)) {
        throw error;
      }
      countAttempts(specialist, error.attempts);
      throw new EncodeFailure(error, error.attempts.map(attemptOf));
    }
  };
}

function callPolicyOf(own: SpecialistPolicy, budgetMs: number): CallPolicy {
  const { hedge: _, retry, breaker, ...rest } = defaultCallPolicy;
  return {
    ...rest,
    budgetMs: own.budgetMs ?? budgetMs,
    ...(own.hedge && { hedge: { ...defaultCallPolicy.hedge!, ...own.hedge } }),
    retry: { ...retry, attempts: own.attempts },
    breaker: { ...breaker, ...own.breaker },
  };
}

function countAttempts(specialist: string, attempts: readonly CallAttempt[]): void {
  for (const { reason, outcome } of attempts) {
    count('asarg.specialist.attempts', 1, {
      [attribute.specialist]: specialist,
      [attribute.attemptReason]: reason,
      [attribute.attemptOutcome]: outcome,
    });
  }
}

const reasons = {
  first: AttemptReason.FIRST,
  retry: AttemptReason.RETRY,
  hedge: AttemptReason.HEDGE,
} as const;

function attemptOf({ target: address, reason, ...timing }: CallAttempt): Attempt {
  return { address, reason: reasons[reason], ...timing };
}
