// SPDX-License-Identifier: Apache-2.0
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { renderTrace } from './render-trace.js';
import { sampleReport } from './sample-report.js';
import { sampleTrace } from './sample-trace.js';
import { describeTerminal } from './terminal.js';
import { widthOf } from './text-layout.js';
import { createTraceProgress } from './trace-progress.js';
import type { ReportEvent } from './gateway-client.js';

const utf8 = { LANG: 'en_US.UTF-8' };
const terminal = (columns: number, isTTY = false, env: NodeJS.ProcessEnv = utf8) =>
  describeTerminal({ isTTY, columns }, env);

describe('renderTrace', () => {
  it('shows every part and attempt, what the report waited for, and the sums', () => {
    expect(renderTrace(sampleTrace, terminal(100))).toMatchSnapshot();
  });

  it('fits a narrow terminal', () => {
    expect(renderTrace(sampleTrace, terminal(44))).toMatchSnapshot();
  });

  it('falls back to ASCII where the locale has no UTF-8', () => {
    const text = renderTrace(sampleTrace, terminal(80, false, { LC_ALL: 'C' }));
    expect(text).toMatch(/^[\n -~]*$/);
    expect(text).toMatchSnapshot();
  });

  it('never writes past the width, at any width', () => {
    for (let columns = 40; columns <= 110; columns++) {
      const text = renderTrace(sampleTrace, terminal(columns, true));
      for (const line of stripVTControlCharacters(text).split('\n')) {
        expect(widthOf(line.trimEnd()), `${columns}: ${line}`).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('says with colour nothing that it does not say without', () => {
    const coloured = renderTrace(sampleTrace, terminal(100, true));
    expect(coloured).toContain('\u001B[1m');
    expect(stripVTControlCharacters(coloured)).toBe(renderTrace(sampleTrace, terminal(100)));
  });

  it('shows a report of an older gateway without what it does not know', () => {
    const text = renderTrace(sampleReport, terminal(80));
    expect(text).toContain('vision/run');
    expect(text).not.toMatch(/critical path|total|▸/);
  });

  it('says so when no stage has ended', () => {
    expect(renderTrace({ id: 'r', status: 'IN_PROGRESS' }, terminal(80))).toContain(
      'no stage has ended yet',
    );
  });
});

describe('createTraceProgress', () => {
  const events = (sampleTrace.stages ?? []).slice(0, 5).flatMap((stage): ReportEvent[] => {
    const { durationMs: _, ...start } = stage;
    return [
      { event: 'stage_started', data: start },
      { event: 'stage', data: { ...stage } },
    ];
  });

  it('appends a line per stage where nothing can be redrawn', () => {
    const written: string[] = [];
    const stream = { write: (text: string) => written.push(text) };
    const progress = createTraceProgress(stream, terminal(80), 'r');
    events.forEach(progress.onEvent);
    progress.stop();
    expect(written).toEqual([
      '   0.0 ms  receive               4.0 ms\n',
      '   4.0 ms  decode-image          46 ms\n',
      '    50 ms  transfer              6.0 ms\n',
      '    56 ms  check                 2.0 ms\n',
      '    58 ms  lvm-med/call          3.0 ms  UNAVAILABLE\n',
    ]);
  });

  it('redraws on a terminal, never more lines than it has, and takes them away', () => {
    const written: string[] = [];
    const stream = { write: (text: string) => written.push(text) };
    const progress = createTraceProgress(stream, terminal(80, true), 'r', 8);
    events.forEach(progress.onEvent);
    progress.stop();
    expect(written[0]).toBe('\u001B[?25l');
    for (const text of written) expect(text.split('\n').length - 1).toBeLessThan(8);
    expect(written.at(-1)).toContain('A\r\u001B[J\u001B[?25h');
  });
});
