// SPDX-License-Identifier: Apache-2.0
import type { SideAgreement } from './activation-side.js';
import type { Finding } from './finding.js';
import type { Verdict } from './grounded-sentence.js';
import type { Reading } from './reading.js';

type Claimed = 'present' | 'maybe' | 'absent';

/**
 * Verdict of a claim by what the image says. Present and absent are never both supported by the
 * same reading. A hedge agrees with an unclear image, and is never contradicted: it says that it
 * may be wrong.
 */
export const verdictByReading: Readonly<Record<Claimed, Readonly<Record<Reading, Verdict>>>> = {
  present: {
    clearly_absent: 'contradicted',
    absent: 'unsupported',
    unclear: 'unsupported',
    present: 'supported',
    clearly_present: 'supported',
  },
  maybe: {
    clearly_absent: 'unsupported',
    absent: 'unsupported',
    unclear: 'supported',
    present: 'supported',
    clearly_present: 'supported',
  },
  absent: {
    clearly_absent: 'supported',
    absent: 'supported',
    unclear: 'unsupported',
    present: 'unsupported',
    clearly_present: 'contradicted',
  },
};

/**
 * Verdict of a claim that states a side, where the table above says what is in the key. Sides not
 * listed leave the verdict. "No left effusion" with a clear effusion is wrong only if that lies on
 * the left; a side that cannot be seen proves nothing.
 */
export const verdictBySide: Readonly<
  Record<Claimed, Partial<Record<Verdict, Readonly<Record<SideAgreement | 'unknown', Verdict>>>>>
> = {
  present: {
    supported: {
      agrees: 'supported',
      unclear: 'unsupported',
      unknown: 'unsupported',
      disagrees: 'contradicted',
    },
  },
  maybe: {
    supported: {
      agrees: 'supported',
      unclear: 'unsupported',
      unknown: 'unsupported',
      disagrees: 'unsupported',
    },
  },
  absent: {
    contradicted: {
      agrees: 'contradicted',
      unclear: 'unsupported',
      unknown: 'unsupported',
      disagrees: 'unsupported',
    },
  },
};

/**
 * Verdict of a sentence from those of its findings, first match wins. One contradicted claim makes
 * the sentence wrong; one unsupported claim keeps it from being relied on; a claim that nothing can
 * check does not hide that the others were checked and agreed.
 */
export const sentenceOrder = [
  'contradicted',
  'unsupported',
  'supported',
  'not_verifiable',
] as const;

/** How a finding is claimed, for the tables. */
export function claimedAs(finding: Finding): Claimed {
  if (finding.polarity === 'absent') return 'absent';
  return finding.certainty === 'certain' ? 'present' : 'maybe';
}
