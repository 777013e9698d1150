// SPDX-License-Identifier: Apache-2.0
import type { Problem, Report, ReportEvent, Sentence, Stage } from '../api/report-types';
import { completeReport } from '../api/complete-report';
import { EMPTY_STATE, type ReportState } from './report-state';

/** What can happen to the page. */
export type ReportAction =
  | { readonly type: 'cleared' }
  | { readonly type: 'upload-started'; readonly file: { name: string; bytes: number } }
  | { readonly type: 'opening' }
  | { readonly type: 'opened'; readonly report: Report }
  | { readonly type: 'event'; readonly event: ReportEvent; readonly nowMs: number }
  | { readonly type: 'connection'; readonly connected: boolean }
  | { readonly type: 'failed'; readonly problem: Problem };

/** The next state; pure, and indifferent to an event that comes twice. */
export function reduceReport(state: ReportState, action: ReportAction): ReportState {
  switch (action.type) {
    case 'cleared':
      return EMPTY_STATE;
    case 'upload-started':
      return { ...EMPTY_STATE, phase: 'uploading', file: action.file };
    case 'opening':
      return { ...EMPTY_STATE, phase: 'opening' };
    case 'opened':
      return opened(state, action.report);
    case 'event':
      return state.report ? afterEvent(state, state.report, action.event, action.nowMs) : state;
    case 'connection':
      return { ...state, connected: action.connected };
    case 'failed':
      return { ...state, phase: 'failed', running: [], problem: action.problem };
  }
}

/** A report in progress starts from its events alone: they are replayed from the first. */
function opened(state: ReportState, report: Report): ReportState {
  if (report.status !== 'IN_PROGRESS') return finished(state, report);
  const fresh = { ...report, text: '', sentences: [], contributions: [], stages: [] };
  return { ...EMPTY_STATE, phase: 'live', file: state.file, report: fresh };
}

function finished(state: ReportState, report: Report): ReportState {
  const failed = report.status === 'FAILED';
  return {
    ...EMPTY_STATE,
    phase: failed ? 'failed' : 'done',
    file: state.file,
    report,
    problem: failed ? (report.error ?? { title: 'The report failed' }) : undefined,
  };
}

function afterEvent(
  state: ReportState,
  report: Report,
  event: ReportEvent,
  nowMs: number,
): ReportState {
  switch (event.name) {
    case 'stage_started':
      return {
        ...state,
        running: [
          ...state.running.filter((stage) => !isSameStage(stage, event.data)),
          { ...event.data, heardAtMs: nowMs },
        ],
      };
    case 'stage':
      return {
        ...state,
        running: state.running.filter((stage) => !isSameStage(stage, event.data)),
        report: { ...report, stages: upsert(report.stages, event.data, isSameStage) },
      };
    case 'view':
      return { ...state, report: { ...report, view: event.data } };
    case 'warning': {
      const warnings = upsert(report.warnings ?? [], event.data.text, (a, b) => a === b);
      return { ...state, report: { ...report, warnings } };
    }
    case 'contribution':
      return {
        ...state,
        report: {
          ...report,
          contributions: upsert(report.contributions, event.data, (a, b) => a.slot === b.slot),
        },
      };
    case 'token':
      return { ...state, written: state.written + event.data.text };
    case 'sentence':
      return sealed(state, report, event.data);
    case 'report':
      return finished(state, keepImage(completeReport(event.data), report));
  }
}

function sealed(state: ReportState, report: Report, sentence: Sentence): ReportState {
  const known = completeReport({ id: report.id, sentences: [sentence] }).sentences[0] ?? sentence;
  const sentences = upsert(report.sentences, known, (a, b) => a.index === b.index);
  return {
    ...state,
    report: { ...report, sentences: sentences.toSorted((a, b) => a.index - b.index) },
    sealed: endOfSentence(state, sentence.text),
  };
}

/** A sentence may come tidied (spacing); then its length says where it ended. */
function endOfSentence(state: ReportState, text: string): number {
  const at = state.written.indexOf(text, state.sealed);
  const end = (at < 0 ? state.sealed : at) + text.length;
  return Math.min(state.written.length, end);
}

function keepImage(report: Report, before: Report): Report {
  return report.image ? report : { ...report, image: before.image };
}

function isSameStage(a: Pick<Stage, 'name' | 'service'>, b: Pick<Stage, 'name' | 'service'>) {
  return a.name === b.name && a.service === b.service;
}

function upsert<T>(list: readonly T[], item: T, same: (a: T, b: T) => boolean): readonly T[] {
  const at = list.findIndex((other) => same(other, item));
  return at < 0 ? [...list, item] : list.with(at, item);
}
