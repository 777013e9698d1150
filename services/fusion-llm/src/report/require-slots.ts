// SPDX-License-Identifier: Apache-2.0
import { ContributionState, type Contribution } from '@asarg/contracts';
import { ServiceFailure } from '@asarg/service-kit';

/**
 * Ends a report that lacks what it must not lack.
 * @throws ServiceFailure UNAVAILABLE naming the slot and why it got nothing.
 */
export function requireSlots(contributions: readonly Contribution[]): void {
  const lacking = contributions.find(
    ({ required, state }) => required && state === ContributionState.MISSING,
  );
  if (lacking !== undefined) {
    throw new ServiceFailure(
      'UNAVAILABLE',
      `slot '${lacking.slot}' is required: ${lacking.reason}`,
    );
  }
}
