// SPDX-License-Identifier: Apache-2.0
import { attribute } from '@asarg/telemetry';
import { labelOf, rateOf } from './rates.js';
import type { MetricsWindow } from './window.js';

/** What the mesh works around. What is undefined is not known (yet) or not told by any service. */
export interface Troubles {
  /** Breakers that are not closed. */
  readonly breakers: readonly BreakerState[];
  /** Slots that reports did without or had in part. */
  readonly degradations: readonly Degradation[];
  readonly hedgesPerSecond?: number;
  readonly retriesPerSecond?: number;
  /** Attempts that were given up, as another was faster. */
  readonly lostPerSecond?: number;
  readonly shedPerSecond?: number;
  /** Seconds of network time per second that ran for callers who had left. */
  readonly wastedPerSecond?: number;
}

export interface BreakerState {
  readonly specialist: string;
  /** `host:port`. */
  readonly address: string;
  readonly state: 'half open' | 'open';
}

export interface Degradation {
  readonly slot: string;
  /** A gRPC status, or why no specialist feeds the slot. */
  readonly reason: string;
  readonly perSecond: number;
}

/** Finds them in what services told. */
export function troublesOf(windows: readonly MetricsWindow[]): Troubles {
  const reason = labelOf(attribute.attemptReason);
  const outcome = labelOf(attribute.attemptOutcome);
  const attempts = (fits: (labels: Readonly<Record<string, string>>) => boolean) =>
    rateOf(windows, (window) => window.increase('asarg.specialist.attempts', fits));
  return {
    breakers: windows.flatMap(breakersOf),
    degradations: windows.flatMap(degradationsOf),
    hedgesPerSecond: attempts((labels) => labels[reason] === 'hedge'),
    retriesPerSecond: attempts((labels) => labels[reason] === 'retry'),
    lostPerSecond: attempts((labels) => labels[outcome] === 'LOST'),
    shedPerSecond: rateOf(windows, (window) => window.increase('asarg.queue.shed')),
    wastedPerSecond: rateOf(windows, (window) => window.increase('asarg.work.wasted')),
  };
}

function breakersOf(window: MetricsWindow): BreakerState[] {
  return window
    .levels('asarg.breaker.state')
    .filter(({ value }) => value > 0)
    .map(({ labels, value }) => {
      const host = labels[labelOf(attribute.serverAddress)];
      const port = labels[labelOf(attribute.serverPort)];
      return {
        specialist: labels[labelOf(attribute.specialist)] ?? '',
        address: [host, port].filter(Boolean).join(':'),
        state: value < 2 ? 'half open' : 'open',
      };
    });
}

function degradationsOf(window: MetricsWindow): Degradation[] {
  const metric = 'asarg.report.degradations';
  const slot = labelOf(attribute.slot);
  const error = labelOf(attribute.errorType);
  const reasons = window.valuesOf(metric, error);
  return window.valuesOf(metric, slot).flatMap((name) =>
    reasons.flatMap((reason) => {
      const perSecond = rateOf([window], ({ increase }) =>
        increase(metric, (labels) => labels[error] === reason && labels[slot] === name),
      );
      return perSecond ? [{ slot: name, reason, perSecond }] : [];
    }),
  );
}
