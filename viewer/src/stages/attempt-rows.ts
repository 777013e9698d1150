// SPDX-License-Identifier: Apache-2.0
import type { Contribution, Stage } from '../api/report-types';
import type { WaterfallRow } from './waterfall-model';

/**
 * A row for each attempt of a specialist that was called more than once, placed by its call; none
 * while that is not known. The attempt that answered is the work above them.
 */
export function attemptRows(
  specialist: string,
  stages: readonly Stage[],
  contributions: readonly Contribution[],
): readonly WaterfallRow[] {
  const attempts = contributions.find((one) => one.specialist === specialist)?.attempts ?? [];
  const call = stages.find(({ name }) => name === `${specialist}/call`);
  if (call === undefined || attempts.length < 2) return [];
  return attempts.flatMap(({ startMs, durationMs, outcome, reason, address }, index) =>
    outcome === 'OK'
      ? []
      : [
          {
            name: `${specialist}/attempt-${index + 1}`,
            label: `attempt ${index + 1}`,
            service: specialist,
            startMs: call.startMs + startMs,
            durationMs,
            outcome,
            kind: 'lost' as const,
            running: false,
            note: `${reason}, ${address}`,
          },
        ],
  );
}
