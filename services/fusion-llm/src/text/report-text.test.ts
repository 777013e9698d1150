// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finishSentence } from './finish-sentence.js';
import { createReportText } from './report-text.js';

function written(text: string, complete = true): string {
  const report = createReportText();
  report.push(text);
  report.end(complete);
  return report.text();
}

describe('a finished sentence', () => {
  test.each([
    ['the heart is normal in size', 'The heart is normal in size.'],
    [' lungs are clear , without effusion ', 'Lungs are clear, without effusion.'],
    ['right picc with tip in the svc', 'Right PICC with tip in the SVC.'],
    ['ct of the chest is recommended', 'CT of the chest is recommended.'],
    ['degenerative changes at t12-l1', 'Degenerative changes at T12-L1.'],
    ['x - ray of the chest( ap )', 'X-ray of the chest (AP).'],
    ['a 1.5 cm nodule ,, in the left lung ;', 'A 1.5 cm nodule, in the left lung.'],
    ['no pneumothorax,no effusion', 'No pneumothorax, no effusion.'],
    ["schmorl 's nodes", "Schmorl's nodes."],
    ['calcified nodule (granuloma', 'Calcified nodule granuloma.'],
    ['- . ,', ''],
    ['2', ''],
  ])('%s', (raw, finished) => {
    expect(finishSentence(raw)).toBe(finished);
  });

  test('starts with no lower-case letter, ends with one full stop, has no double space', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9 ,;:()-]{0,60}$/), (raw) => {
        const sentence = finishSentence(raw);
        expect(sentence).toMatch(/^(?:|[^a-z\s].*\.)$/);
        expect(sentence).not.toMatch(/[.\s,;]\.$/);
        expect(sentence).not.toMatch(/\s[,;:.)]| {2}/);
      }),
    );
  });

  test('is not changed by finishing it again', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9 ,;()-]{0,60}$/), (raw) => {
        const once = finishSentence(raw);
        expect(finishSentence(once)).toBe(once);
      }),
    );
  });
});

describe('a report', () => {
  test('does not depend on how its text was cut into pieces', () => {
    const text = 'the heart is normal. lungs are clear . a 1.5 cm nodule. no effusion.';
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 })), (sizes) => {
        const report = createReportText();
        let at = 0;
        const sealed = sizes.flatMap((size) => report.push(text.slice(at, (at += size))));
        sealed.push(...report.push(text.slice(at)), ...report.end(true));
        expect(sealed.join(' ')).toBe(
          'The heart is normal. Lungs are clear. A 1.5 cm nodule. No effusion.',
        );
        expect(report.text()).toBe(sealed.join(' '));
      }),
    );
  });

  test('seals a sentence as soon as the space after its full stop is there', () => {
    const report = createReportText();

    expect(report.push('the lungs are clear.')).toEqual([]);
    expect(report.push(' the')).toEqual(['The lungs are clear.']);
  });

  test('says nothing twice', () => {
    expect(written('lungs are clear. lungs are clear . Lungs  are clear.')).toBe(
      'Lungs are clear.',
    );
  });

  test('drops a sentence that contradicts an earlier one', () => {
    expect(written('there is cardiomegaly. no cardiomegaly. lungs are clear.')).toBe(
      'There is cardiomegaly. Lungs are clear.',
    );
  });

  test('keeps an opposite finding of the other side, and an uncertain one', () => {
    const sides = 'no left pleural effusion. small right pleural effusion.';
    const hedged = 'there is pneumonia. pneumonia is possible.';

    expect(written(sides)).toBe('No left pleural effusion. Small right pleural effusion.');
    expect(written(hedged)).toBe('There is pneumonia. Pneumonia is possible.');
  });

  test('cut off at its greatest length, loses the sentence that was not finished', () => {
    expect(written('lungs are clear. the heart is', false)).toBe('Lungs are clear.');
    expect(written('lungs are clear. the heart is normal.', false)).toBe(
      'Lungs are clear. The heart is normal.',
    );
    expect(written('the heart is', false)).toBe('The heart is.');
  });
});
