// SPDX-License-Identifier: Apache-2.0
import { ContributionState, type Contribution } from '@asarg/contracts';
import { attribute, count } from '@asarg/telemetry';
import type { CallResult } from './fan-out.js';

/** Counts the slots that were fed in part or not at all, each with why. */
export function countDegradations(
  contributions: readonly Contribution[],
  results: readonly CallResult[],
  without: readonly string[],
): void {
  for (const { slot, specialist, state } of contributions) {
    if (state !== ContributionState.USED) {
      const failed = results.find((result) => result.specialist === specialist);
      count('asarg.report.degradations', 1, {
        [attribute.slot]: slot,
        [attribute.specialist]: specialist,
        [attribute.errorType]: reasonOf(state, without.includes(slot), specialist, failed),
      });
    }
  }
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
