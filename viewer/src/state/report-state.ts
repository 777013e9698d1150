// SPDX-License-Identifier: Apache-2.0
import type { Problem, Report, StageStart } from '../api/report-types';

/** Where the page stands. */
export type Phase = 'empty' | 'uploading' | 'opening' | 'live' | 'done' | 'failed';

/** A stage under way, with the reader's clock at the moment its start was heard of. */
export interface RunningStage extends StageStart {
  readonly heardAtMs: number;
}

/** Everything that is shown, apart from how it is looked at. */
export interface ReportState {
  readonly phase: Phase;
  /** Name and size of the file being read, when it came from this page. */
  readonly file?: { readonly name: string; readonly bytes: number };
  readonly report?: Report;
  readonly running: readonly RunningStage[];
  /** Text of all tokens so far. */
  readonly written: string;
  /** How much of `written` is in finished sentences. */
  readonly sealed: number;
  /** False while a lost connection is being taken up again. */
  readonly connected: boolean;
  readonly problem?: Problem;
}

/** The page before any file. */
export const EMPTY_STATE: ReportState = {
  phase: 'empty',
  running: [],
  written: '',
  sealed: 0,
  connected: true,
};

/** The text written since the last finished sentence. */
export function pendingText(state: ReportState): string {
  return state.written.slice(state.sealed).trimStart();
}

/**
 * Milliseconds since the report's start, as far as can be told here: the latest time heard of,
 * and what the reader's clock has counted since a running stage began.
 */
export function elapsedMs(state: ReportState, nowMs: number): number {
  if (state.report?.durationMs != null) return state.report.durationMs;
  const ended = (state.report?.stages ?? []).map((stage) => stage.startMs + stage.durationMs);
  const running = state.running.map((stage) => stage.startMs + (nowMs - stage.heardAtMs));
  return Math.max(0, ...ended, ...running);
}
