// SPDX-License-Identifier: Apache-2.0
import type { ModelIdentity } from '@asarg/contracts';
import type { CaseGroup } from './conformance-case.js';

/** What became of one case. */
export interface CaseResult {
  /** Stable, `subject.aspect`. */
  readonly id: string;
  readonly group: CaseGroup;
  readonly result: 'pass' | 'fail' | 'skipped';
  /** What is expected, one sentence. */
  readonly expected: string;
  /** What was found; of a skipped case why it was skipped; may be empty if it passed. */
  readonly found: string;
  readonly durationMs: number;
}

/** What became of a server. */
export interface ConformanceReport {
  /** gRPC target, host:port. */
  readonly address: string;
  /** Who it said to be, if it did. */
  readonly model?: ModelIdentity;
  /** No case failed, and at least one passed. */
  readonly passed: boolean;
  readonly counts: Readonly<Record<CaseResult['result'], number>>;
  readonly cases: readonly CaseResult[];
  /** Start, ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
}

/** What happens while the kit runs: each case starts and ends; the report comes last. */
export type ConformanceEvent =
  | {
      readonly $case: 'started';
      readonly id: string;
      readonly group: CaseGroup;
      /** Cases that ended before this one, and all there are. */
      readonly done: number;
      readonly total: number;
    }
  | { readonly $case: 'result'; readonly value: CaseResult }
  | { readonly $case: 'report'; readonly value: ConformanceReport };
