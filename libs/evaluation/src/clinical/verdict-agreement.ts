// SPDX-License-Identifier: Apache-2.0
import { statedFindings, type FindingLabel, type Polarity, type Verdict } from '@asarg/grounding';

export const verdictNames: readonly Verdict[] = [
  'supported',
  'contradicted',
  'unsupported',
  'not_verifiable',
];

/** A sentence of a report with its verdict, as the gateway gives it. */
export interface JudgedSentence {
  readonly verdict: string;
  readonly findings?: readonly { readonly label: string; readonly polarity: string }[];
}

/** What a reference report says of the findings that sentences of one verdict state. */
export interface VerdictAgreement {
  readonly verdict: Verdict;
  readonly polarity: Polarity;
  /** Findings stated. */
  readonly stated: number;
  /** Of those: the reference states the same. */
  readonly confirmed: number;
  /** Of those: the reference states the opposite. */
  readonly denied: number;
  /** confirmed / stated; NaN where nothing is stated. What the reference does not mention counts against. */
  readonly precision: number;
  /** confirmed / (confirmed + denied); NaN where the reference is silent on all. */
  readonly agreement: number;
}

/**
 * For each verdict and polarity, how often the reference confirms what a sentence states. If
 * verdicts are worth something, supported findings are confirmed more often than contradicted ones.
 */
export function verdictAgreement(
  reports: readonly { readonly sentences: readonly JudgedSentence[]; readonly reference: string }[],
): VerdictAgreement[] {
  const tally = new Map<string, { stated: number; confirmed: number; denied: number }>();
  for (const { sentences, reference } of reports) {
    const said = polaritiesOf(reference);
    for (const { verdict, findings = [] } of sentences) {
      for (const { label, polarity } of findings) {
        const key = `${verdict}/${polarity}`;
        const one = tally.get(key) ?? { stated: 0, confirmed: 0, denied: 0 };
        const truth = said.get(label as FindingLabel);
        one.stated++;
        if (truth === polarity) one.confirmed++;
        else if (truth !== undefined) one.denied++;
        tally.set(key, one);
      }
    }
  }
  return verdictNames.flatMap((verdict) =>
    (['present', 'absent'] as const).map((polarity) => {
      const { stated, confirmed, denied } = tally.get(`${verdict}/${polarity}`) ?? {
        stated: 0,
        confirmed: 0,
        denied: 0,
      };
      const precision = confirmed / stated;
      const agreement = confirmed / (confirmed + denied);
      return { verdict, polarity, stated, confirmed, denied, precision, agreement };
    }),
  );
}

/** Present wins over absent: "no large effusion; small effusion" has one. */
function polaritiesOf(text: string): Map<FindingLabel, Polarity> {
  const said = new Map<FindingLabel, Polarity>();
  for (const { label, polarity } of statedFindings(text)) {
    if (said.get(label) !== 'present') said.set(label, polarity);
  }
  return said;
}
