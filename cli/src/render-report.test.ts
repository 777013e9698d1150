// SPDX-License-Identifier: Apache-2.0
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { renderProblem } from './render-problem.js';
import { renderReport } from './render-report.js';
import { renderWaterfall } from './render-waterfall.js';
import { sampleReport } from './sample-report.js';
import { describeTerminal } from './terminal.js';
import { widthOf } from './text-layout.js';

const utf8 = { LANG: 'en_US.UTF-8' };
const terminal = (columns: number, isTTY = false, env: NodeJS.ProcessEnv = utf8) =>
  describeTerminal({ isTTY, columns }, env);
const context = { fileName: 'chest.dcm' };

describe('renderReport', () => {
  it('shows verdicts, evidence, contributions, waterfall and ids at 80 columns', () => {
    expect(renderReport(sampleReport, context, terminal(80))).toMatchSnapshot();
  });

  it('fits a narrow terminal', () => {
    expect(renderReport(sampleReport, context, terminal(44))).toMatchSnapshot();
  });

  it('falls back to ASCII where the locale has no UTF-8', () => {
    const text = renderReport(sampleReport, context, terminal(80, false, { LC_ALL: 'C' }));
    expect(text).toMatch(/^[\n -~]*$/);
    expect(text).toMatchSnapshot();
  });

  it('never writes past the width, at any width', () => {
    for (let columns = 40; columns <= 110; columns++) {
      const text = renderReport(sampleReport, context, terminal(columns, true));
      for (const line of stripVTControlCharacters(text).split('\n')) {
        expect(widthOf(line.trimEnd()), `${columns}: ${line}`).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('colours only a terminal without NO_COLOR, and colour changes nothing else', () => {
    const plain = renderReport(sampleReport, context, terminal(80));
    const coloured = renderReport(sampleReport, context, terminal(80, true));
    expect(coloured).not.toBe(plain);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
    expect(
      renderReport(sampleReport, context, terminal(80, true, { ...utf8, NO_COLOR: '1' })),
    ).toBe(plain);
  });

  it('lets no control character of a report reach the terminal', () => {
    const sentences = [{ text: 'clear\u001B[2J\u0007 lungs', verdict: 'supported' }];
    const text = renderReport({ ...sampleReport, sentences }, context, terminal(80));
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/);
  });
});

describe('renderWaterfall', () => {
  it('gives each part of a specialist its own line when asked', () => {
    const lines = renderWaterfall(sampleReport.stages ?? [], terminal(60), true);
    expect(lines.join('\n')).toMatchSnapshot();
  });

  it('is empty without stages', () => {
    expect(renderWaterfall([], terminal(80))).toEqual([]);
  });
});

describe('renderProblem', () => {
  it('says what was expected and what was found', () => {
    const text = renderProblem(
      {
        type: 'urn:asarg:problem:unrecognised-image',
        title: 'Not an image',
        status: 415,
        detail: 'The file is neither DICOM, PNG nor JPEG.',
        expected: ['DICOM', 'PNG', 'JPEG'],
        found: 'text',
      },
      terminal(60),
    );
    expect(text).toMatchInlineSnapshot(`
      "✘ Not an image (415)
        The file is neither DICOM, PNG nor JPEG.
        expected DICOM, PNG, JPEG
        found    text
        problem  urn:asarg:problem:unrecognised-image
      "
    `);
  });
});
