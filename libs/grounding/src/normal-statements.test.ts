// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { statedFindings } from './normal-statements.js';

const short = (text: string): string[] =>
  statedFindings(text).map(({ label, polarity, laterality }) => {
    const side = laterality === 'unspecified' ? '' : `${laterality} `;
    return `${polarity === 'absent' ? 'no ' : ''}${side}${label}`;
  });

describe('statedFindings()', () => {
  it.each<[string, string[]]>([
    ['The lungs are clear.', ['no Lung Opacity']],
    ['Lungs clear', ['no Lung Opacity']],
    ['Clear lungs bilaterally.', ['no bilateral Lung Opacity']],
    ['Both lungs are clear and expanded.', ['no bilateral Lung Opacity']],
    ['The right lung is clear.', ['no right Lung Opacity']],
    ['Lungs are hyperexpanded but clear.', ['no Lung Opacity']],
    ['The lungs are normal.', ['no Lung Opacity']],
    ['Lungs demonstrate no acute findings.', ['no Lung Opacity']],
    ['The heart and lungs are normal.', ['no Cardiomegaly', 'no Lung Opacity']],
    ['Normal size and configuration of the cardiac silhouette.', ['no Cardiomegaly']],
    ['Pleural spaces are clear.', ['no Pleural Effusion', 'no Pneumothorax']],
    ['Pulmonary vascularity is within normal limits.', ['no Edema']],
    ['Normal pulmonary vasculature and central airways.', ['no Edema']],
    ['Bony structures are intact.', ['no Fracture']],
    ['No acute bony abnormality.', ['no Fracture']],
    ['Negative for acute bone abnormality.', ['no Fracture']],
    ['No acute cardiopulmonary abnormality.', ['No Finding']],
    ['Low lung volumes without acute cardiopulmonary findings.', ['No Finding']],
    ['No active disease.', ['No Finding']],
    ['Normal chest.', ['No Finding']],
    ['The lungs are clear without effusion.', ['no Pleural Effusion', 'no Lung Opacity']],
  ])('should read "%s"', (text, findings) => {
    expect(short(text)).toEqual(findings);
  });

  it.each([
    'The lungs are not clear.',
    'The lungs may be clear.',
    'Lung volumes are normal.',
    'The lungs are low in volume.',
    'The trachea is midline.',
    'Clear of the field.',
    'No change in the calcified granuloma.',
    'Limited bone evaluation reveals no acute abnormality.',
  ])('should read nothing into "%s"', (text) => {
    expect(short(text)).toEqual([]);
  });

  it('should not call lungs clear beside something that is there', () => {
    expect(short('Left effusion, the lungs are otherwise clear.')).toEqual([
      'left Pleural Effusion',
    ]);
  });
});
