// SPDX-License-Identifier: Apache-2.0
import { formatDuration } from './duration.js';
import type { AttemptJson } from './report-json.js';

/**
 * How several attempts went, such as `answered by 2nd of 2 (10.0.0.7:7013), hedged after 210 ms`;
 * empty for one: there is nothing to tell.
 */
export function attemptWords(attempts: readonly AttemptJson[] = []): string {
  if (attempts.length < 2) {
    return '';
  }
  const answered = attempts.findIndex(({ outcome }) => outcome === 'OK');
  if (answered < 0) {
    return `${attempts.length} attempts: ${attempts.map(({ outcome }) => outcome).join(', ')}`;
  }
  const { address } = attempts[answered]!;
  const further = attempts
    .slice(1)
    .map(({ reason, startMs }) => `, ${verbOf(reason)} after ${formatDuration(startMs)}`);
  return `answered by ${ordinal(answered + 1)} of ${attempts.length} (${address})${further.join('')}`;
}

function verbOf(reason: string): string {
  return reason === 'hedge' ? 'hedged' : 'tried again';
}

function ordinal(place: number): string {
  return `${place}${['th', 'st', 'nd', 'rd'][place] ?? 'th'}`;
}
