// SPDX-License-Identifier: Apache-2.0
import type { OutputFingerprint } from '../fingerprint.js';

/** What is checked of a specialist before it is let in, in this order. */
export type ProbeCheckId =
  /** Both encodes end well, within the time there is. */
  | 'encodes'
  /** Every described output is there, and no other. */
  | 'outputs'
  /** Data type and shape of every output are as described. */
  | 'form'
  /** No value is NaN or infinite. */
  | 'finite'
  /** Probabilities are in [0, 1]. */
  | 'range'
  /** The model that encodes is the one that was described. */
  | 'identity'
  /** A segmenter's statistics have one entry per class, in channel order. */
  | 'statistics'
  /** Two runs on one frame give the same result. */
  | 'deterministic'
  /** The second run is within the latency budget. */
  | 'latency';

/** Result of one check. */
export interface ProbeCheck {
  readonly id: ProbeCheckId;
  /** `skipped`: an earlier check failed that this one needs, or it does not apply. */
  readonly state: 'passed' | 'failed' | 'skipped';
  /** What was expected and what was found, why it was skipped, or a note; may be empty. */
  readonly details: string;
}

/** What a probe found. Free of classes: can be stored and sent as it is. */
export interface ProbeResult {
  /** No check failed. */
  readonly passed: boolean;
  /** One per id, in the order of `ProbeCheckId`. */
  readonly checks: readonly ProbeCheck[];
  /** The failed checks as one line; empty if none failed. */
  readonly fault: string;
  /** Of the first run's outputs; empty if it did not end well. */
  readonly fingerprint: readonly OutputFingerprint[];
  /** Milliseconds that each encode took, by the caller's clock. */
  readonly encodeMs: readonly number[];
  /** Milliseconds that the probe took. */
  readonly totalMs: number;
}
