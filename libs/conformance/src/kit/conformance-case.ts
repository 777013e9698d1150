// SPDX-License-Identifier: Apache-2.0
import type { Session } from './session.js';

/** What cases are about, in the order they run. */
export const caseGroups = [
  'start',
  'contract',
  'bundle',
  'streaming',
  'input',
  'health',
  'deadlines',
  'cancellation',
  'concurrency',
  'drain',
] as const;

/** Group of a case. */
export type CaseGroup = (typeof caseGroups)[number];

/** How a case ended. */
export type CaseOutcome =
  | { readonly $case: 'pass'; readonly found?: string }
  | { readonly $case: 'fail'; readonly found: string }
  | { readonly $case: 'skip'; readonly reason: string };

/** One thing that the contract promises, and how to find out. */
export interface ConformanceCase {
  /** Stable, `subject.aspect`. */
  readonly id: string;
  readonly group: CaseGroup;
  /** One sentence: what is expected. */
  readonly expected: string;
  /** Cases that must have passed; this one is skipped otherwise. @default none */
  readonly needs?: readonly string[];
  /** May throw: then the case has failed with the message. */
  run(session: Session): Promise<CaseOutcome> | CaseOutcome;
}

export function pass(found?: string): CaseOutcome {
  return { $case: 'pass', ...(found && { found }) };
}

export function fail(found: string): CaseOutcome {
  return { $case: 'fail', found };
}

export function skip(reason: string): CaseOutcome {
  return { $case: 'skip', reason };
}

/** Fails with the fault if there is one. */
export function passUnless(fault: string | undefined, found?: string): CaseOutcome {
  return fault === undefined ? pass(found) : fail(fault);
}
