// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { ReportEvent, Stage } from '../src/api/report-types.ts';
import { completeReport } from '../src/api/complete-report.ts';
import { reduceReport } from '../src/state/report-reducer.ts';
import {
  elapsedMs,
  EMPTY_STATE,
  pendingText,
  type ReportState,
} from '../src/state/report-state.ts';
import { scriptedEvents, scriptedReport } from './scripted/report-script.ts';

const compareNames = (a: Stage, b: Stage) => (a.name < b.name ? -1 : 1);
const finished = scriptedReport('demo');
const script = scriptedEvents(finished).map(({ event }) => event);

function play(events: readonly ReportEvent[], from?: ReportState): ReportState {
  const report = completeReport({ id: 'demo', image: finished.image });
  const opened = from ?? reduceReport(EMPTY_STATE, { type: 'opened', report });
  return events.reduce(
    (state, event) => reduceReport(state, { type: 'event', event, nowMs: 0 }),
    opened,
  );
}

describe('reduceReport()', () => {
  it('should end at the report that the last event carries', () => {
    const state = play(script);
    expect(state.phase).toBe('done');
    expect(state.report).toEqual(finished);
    expect(state.running).toEqual([]);
  });

  it('should have gathered from the events alone what the report says', () => {
    const { report } = play(script.slice(0, -1));
    expect(report?.sentences).toEqual(finished.sentences);
    expect(report?.contributions).toEqual(finished.contributions);
    expect(report?.view).toEqual(finished.view);
    expect(report?.stages).toHaveLength(finished.stages.length);
    const byName = (stages: readonly Stage[] = []) => stages.toSorted(compareNames);
    expect(byName(finished.stages)).toMatchObject(byName(report?.stages));
  });

  it('should keep a warning once, however often it comes', () => {
    const warning: ReportEvent = { name: 'warning', data: { text: 'not checked' } };
    expect(play([warning, warning]).report?.warnings).toEqual(['not checked']);
  });

  it('should show a stage as running until it ends', () => {
    const start = script.find((event) => event.name === 'stage_started');
    const end = script.find((event) => event.name === 'stage');
    if (!start || !end) throw new Error('the script has no stage');
    expect(play([start]).running).toHaveLength(1);
    expect(play([start, end]).running).toHaveLength(0);
  });

  it('should not change when stages, contributions and sentences come twice', () => {
    const repeated = script.filter(({ name }) => !['token', 'report'].includes(name));
    const once = play(repeated);
    const twice = play(repeated, once);
    expect(twice.report?.stages).toHaveLength(finished.stages.length);
    expect(twice.report?.sentences).toEqual(once.report?.sentences);
    expect(twice.report?.contributions).toEqual(once.report?.contributions);
  });

  it('should leave as pending only the text after the last finished sentence', () => {
    const firstSentence = script.findIndex((event) => event.name === 'sentence');
    expect(pendingText(play(script.slice(0, firstSentence)))).toContain('The heart is');
    expect(pendingText(play(script.slice(0, firstSentence + 1)))).toBe('');
    const next = script.findIndex((event, at) => at > firstSentence && event.name === 'token');
    expect(pendingText(play(script.slice(0, next + 1)))).toBe('There ');
  });

  it('should put sentences in order whatever order they come in', () => {
    const sentences = script.filter((event) => event.name === 'sentence').toReversed();
    expect(play(sentences).report?.sentences.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
  });

  it('should make a failed report a problem and keep its image', () => {
    const error = { title: 'The report could not be written', expected: 'a', found: 'b' };
    const data = { ...finished, status: 'FAILED' as const, image: undefined, error };
    const state = play([{ name: 'report', data }]);
    expect(state).toMatchObject({ phase: 'failed', problem: error });
    expect(state.report?.image).toEqual(finished.image);
  });

  it('should drop what was known of a report in progress, for its events are replayed', () => {
    const report = completeReport({ ...finished, status: 'IN_PROGRESS' });
    const state = reduceReport(EMPTY_STATE, { type: 'opened', report });
    expect(state.report?.sentences).toEqual([]);
    expect(state.phase).toBe('live');
  });

  it('should count time on from the start of a running stage', () => {
    const event: ReportEvent = {
      name: 'stage_started',
      data: { name: 'decode', service: 'fusion-llm', startMs: 900 },
    };
    expect(elapsedMs(play([event]), 250)).toBe(1150);
  });
});
