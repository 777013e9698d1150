// SPDX-License-Identifier: Apache-2.0
import { ContributionState, type Contribution } from '@asarg/contracts';
import { attribute, count } from '@asarg/telemetry';
import type { CallResult } from './fan-out.js';

/** A slot that was fed in part or not at all. */
export interface Degradation {
  readonly slot: string;
  /** Registry entry bound to it; empty if none is. */
  readonly specialist: string;
  /** The gRPC status of a call that failed, else left_out, classes_missing, unbound or unusable_output. */
  readonly reason: string;
}

/** Counts the slots that were fed in part or not at all, and tells why. */
export function countDegradations(
  contributions: readonly Contribution[],
  results: readonly CallResult[],
  without: readonly string[],
): Degradation[] {
  const degradations: Degradation[] = [];
  for (const { slot, specialist, state } of contributions) {
    if (state !== ContributionState.USED) {
      const failed = results.find((result) => result.specialist === specialist);
      const reason = reasonOf(state, without.includes(slot), specialist, failed);
      degradations.push({ slot, specialist, reason });
      count('asarg.report.degradations', 1, {
        [attribute.slot]: slot,
        [attribute.specialist]: specialist,
        [attribute.errorType]: reason,
      });
    }
  }
  return degradations;
}

/** The gRPC status of a call that failed, else a word: few, so that they can be labels. */
function reasonOf(
  state: ContributionState,
  isLeftOut: boolean,
  specialist: string,
  result: CallResult | undefined,
): string {
  if (isLeftOut) {
    return 'left_out';
  }
  if (state === ContributionState.PARTIAL) {
    return 'classes_missing';
  }
  if (result?.failure !== undefined) {
    return result.outcome;
  }
  return specialist === '' || result === undefined ? 'unbound' : 'unusable_output';
}
