// SPDX-License-Identifier: Apache-2.0
import type { Attempt, Contribution } from '../api/report-types';
import { formatMs } from '../stages/waterfall-model';

/**
 * How several attempts went, such as "answered by 2nd of 2, hedged after 210 ms"; empty for one:
 * there is nothing to tell.
 */
export function attemptWords(attempts: readonly Attempt[] = []): string {
  if (attempts.length < 2) return '';
  const answered = attempts.findIndex(({ outcome }) => outcome === 'OK');
  const who =
    answered < 0
      ? `none of ${attempts.length} answered`
      : `answered by ${ordinal(answered + 1)} of ${attempts.length}`;
  const further = attempts
    .slice(1)
    .map(
      ({ reason, startMs }) =>
        `${reason === 'hedge' ? 'hedged' : 'tried again'} after ${formatMs(startMs)}`,
    );
  return [who, ...further].join(', ');
}

/** What an attempt came to, in words. */
export function outcomeWords(outcome: string): string {
  if (outcome === 'OK') return 'answered';
  return outcome === 'LOST' ? 'another was faster' : outcome;
}

/** For what of a slot its null embedding stood in; empty if for nothing. */
export function standInWords({
  state,
  boundClasses = [],
  missingClasses = [],
}: Contribution): string {
  if (state === 'missing') return 'null embedding for the whole slot';
  if (missingClasses.length === 0) return state === 'partial' ? 'null embedding for a part' : '';
  const all = boundClasses.length + missingClasses.length;
  return `null embedding for ${missingClasses.length} of ${all} classes`;
}

function ordinal(place: number): string {
  return `${place}${['th', 'st', 'nd', 'rd'][place] ?? 'th'}`;
}
