// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { verdictAgreement } from './verdict-agreement.js';

describe('verdictAgreement', () => {
  it('tells confirmed, denied and not mentioned findings apart', () => {
    const finding = (label: string, polarity: string) => ({ label, polarity });
    const sentences = [
      { verdict: 'supported', findings: [finding('Cardiomegaly', 'present')] },
      { verdict: 'supported', findings: [finding('Pneumothorax', 'present')] },
      { verdict: 'supported', findings: [finding('Edema', 'present')] },
      { verdict: 'unsupported', findings: [finding('Pneumothorax', 'absent')] },
    ];
    const reference = 'The heart is enlarged. No pneumothorax.';
    const rows = verdictAgreement([{ sentences, reference }]);
    const find = (verdict: string, polarity: string) =>
      rows.find((row) => row.verdict === verdict && row.polarity === polarity);
    expect(find('supported', 'present')).toMatchObject({
      stated: 3,
      confirmed: 1,
      denied: 1,
      precision: 1 / 3,
      agreement: 0.5,
    });
    expect(find('unsupported', 'absent')).toMatchObject({ stated: 1, confirmed: 1, precision: 1 });
    expect(find('contradicted', 'present')?.precision).toBeNaN();
  });
});
