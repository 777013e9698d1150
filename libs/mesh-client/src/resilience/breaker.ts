// SPDX-License-Identifier: Apache-2.0
import { checkBreakerPolicy, type BreakerPolicy } from './call-policy.js';

/** Closed lets everything through, open nothing, half-open one probe at a time. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** One attempt let through. Exactly one of its methods is called, once, when it has ended. */
export interface BreakerPass {
  /** The instance answered. */
  onSuccess(): void;
  /** The instance failed. */
  onFailure(): void;
  /** The attempt ended in a way that says nothing of the instance: cancelled, busy, refused. */
  onNeutral(): void;
}

/** Keeps attempts from an instance that failed several times in a row. */
export interface Breaker {
  /** The state now. */
  readonly state: BreakerState;
  /** Failures in a row while closed, probes that failed in a row otherwise. */
  readonly failures: number;
  /** Milliseconds until it is half-open; 0 unless open. */
  readonly remainingMs: number;
  /** Whether an attempt would be refused now. */
  isOpen(): boolean;
  /** Begins an attempt; undefined if it is refused. */
  admit(): BreakerPass | undefined;
}

export interface BreakerOptions {
  /** A clock that only goes forward, in milliseconds. @default performance.now */
  readonly now?: () => number;
  /** Told when the breaker has opened or closed; does not throw. */
  readonly onTransition?: (state: 'open' | 'closed') => void;
}

/**
 * A closed breaker for one instance. What attempts say that were let through before it opened
 * counts no more: they know nothing that is newer.
 * @throws RangeError if the policy is out of its range.
 */
export function createBreaker(
  policy: BreakerPolicy,
  { now = () => performance.now(), onTransition = () => undefined }: BreakerOptions = {},
): Breaker {
  checkBreakerPolicy(policy);
  let era = 0;
  let failures = 0;
  let openUntilMs: number | undefined;
  let isProbing = false;

  const remainingMs = () => Math.max(0, (openUntilMs ?? 0) - now());
  const isOpen = () => openUntilMs !== undefined && (isProbing || remainingMs() > 0);

  function open(probesFailed: number): void {
    era++;
    failures = probesFailed;
    openUntilMs = now() + Math.min(policy.maxOpenMs, policy.openMs * 2 ** probesFailed);
    if (probesFailed === 0) {
      onTransition('open');
    }
  }

  function passOfClosed(): BreakerPass {
    const own = era;
    return {
      onSuccess() {
        if (own === era) {
          failures = 0;
        }
      },
      onFailure() {
        if (own === era && ++failures >= policy.failures) {
          open(0);
        }
      },
      onNeutral: () => undefined,
    };
  }

  function passOfProbe(): BreakerPass {
    isProbing = true;
    return {
      onSuccess() {
        isProbing = false;
        openUntilMs = undefined;
        failures = 0;
        onTransition('closed');
      },
      onFailure() {
        isProbing = false;
        open(failures + 1);
      },
      onNeutral() {
        isProbing = false;
      },
    };
  }

  return {
    get state() {
      return openUntilMs === undefined ? 'closed' : remainingMs() > 0 ? 'open' : 'half-open';
    },
    get failures() {
      return failures;
    },
    get remainingMs() {
      return remainingMs();
    },
    isOpen,
    admit: () =>
      isOpen() ? undefined : openUntilMs === undefined ? passOfClosed() : passOfProbe(),
  };
}
