// SPDX-License-Identifier: Apache-2.0
import type { Finding, FindingLabel } from './finding.js';
import { lateralityOf } from './laterality.js';
import { labelSentence } from './labeler.js';
import { labelerRules } from './rules.js';
import { cleanSentences } from './sentences.js';
import { spanOf, tokensOf, windowsOf } from './tokens.js';

interface NormalStatement {
  readonly pattern: RegExp;
  readonly absent: readonly FindingLabel[];
  /** For statements about the whole film. */
  readonly present?: readonly FindingLabel[];
}

const normal = String.raw`(?:grossly |essentially |otherwise |otherwise grossly )*(?:normal(?! in volume)|unremarkable|within normal limits|within limits of normal)\b`;
const is = String.raw`(?:is |are |appears? |appear to be |show |remains? )?`;
const nothing = String.raw`(?:no|without|negative for)(?: evidence of)?(?: any)?(?: acute| active| focal| convincing| definite| visible| suspicious)*`;
const abnormality = String.raw`(?:abnormalit(?:y|ies)|findings?|disease|process(?:es)?|change|pathology|injury)\b`;
const bones = String.raw`\b(?:osseous structures?|bony structures?|skeletal structures?|bony thorax|osseous thorax|bones|ribs)`;

// Normal statements that the CheXpert-style rules leave without a label, since they name anatomy
// and no finding. Frequent ones of radiograph reports; what they deny is the umbrella label.
const statements: readonly NormalStatement[] = [
  {
    pattern: new RegExp(String.raw`\bheart and lungs ${is}${normal}`),
    absent: ['Cardiomegaly', 'Lung Opacity'],
  },
  {
    pattern:
      /\blungs?\b(?! volumes?)(?: (?!no\b|not\b|without\b|except\b|partially\b|pleural\b)[a-z]+)*? clear\b(?! of\b| to\b)/,
    absent: ['Lung Opacity'],
  },
  { pattern: /\bclear (?:bilateral )?(?:lungs?|lung fields)\b/, absent: ['Lung Opacity'] },
  {
    pattern: new RegExp(String.raw`\blungs?(?: fields?| parenchyma)? ${is}${normal}`),
    absent: ['Lung Opacity'],
  },
  { pattern: /\b(?:normal|unremarkable) lungs?\b(?! volumes?)/, absent: ['Lung Opacity'] },
  {
    pattern: new RegExp(
      String.raw`\blungs?\b(?: and pleural spaces?)?(?: [a-z]+){0,2} ${nothing} ${abnormality}`,
    ),
    absent: ['Lung Opacity'],
  },
  {
    pattern: new RegExp(String.raw`\b${nothing} (?:pulmonary|lung|parenchymal) ${abnormality}`),
    absent: ['Lung Opacity'],
  },
  {
    pattern: /\bnormal size and configuration of the (?:heart|cardiac silhouette)\b/,
    absent: ['Cardiomegaly'],
  },
  {
    pattern: new RegExp(
      String.raw`\bpleural spaces? (?:(?:is |are |appear )?(?:grossly )?clear\b|${is}${normal}|(?:show |demonstrate )?${nothing} ${abnormality})`,
    ),
    absent: ['Pleural Effusion', 'Pneumothorax'],
  },
  { pattern: /\bno pleural air collections?\b/, absent: ['Pneumothorax'] },
  {
    pattern: /\bcostophrenic (?:angles?|sulci|recesses) (?:is |are |appear )?(?:sharp|clear)\b/,
    absent: ['Pleural Effusion'],
  },
  {
    pattern: new RegExp(
      String.raw`\bpulmonary (?:vascularity|vasculature|vessels|vascular markings) ${is}${normal}`,
    ),
    absent: ['Edema'],
  },
  {
    pattern: /\b(?:normal|unremarkable) pulmonary (?:vascularity|vasculature|vessels)\b/,
    absent: ['Edema'],
  },
  {
    pattern: new RegExp(
      String.raw`${bones}(?: and soft tissues)?(?: of the (?:thorax|chest))? (?:${is}(?:grossly )?intact\b|${is}${normal}|(?:are |reveal |show |demonstrate )?${nothing} ${abnormality})`,
    ),
    absent: ['Fracture'],
  },
  {
    pattern: new RegExp(
      String.raw`\b${nothing} (?:bony|osseous|bone|skeletal)(?: or soft tissue)? ${abnormality}`,
    ),
    absent: ['Fracture'],
  },
  {
    pattern: new RegExp(
      String.raw`(?:^(?:there (?:is|are) )?${nothing}|\b${nothing} (?:cardio-?pulmonary|intrathoracic|cardiac or pulmonary)) (?!change)${abnormality}(?! in the (?!chest))`,
    ),
    absent: [],
    present: ['No Finding'],
  },
  {
    pattern: /^(?:normal|unremarkable|negative) (?:chest|examination|study|radiograph)/,
    absent: [],
    present: ['No Finding'],
  },
];

const hedged = /\b(?:cannot|can not|could|may|might|possibl[ey]|partially)\b/;

/**
 * The findings that a text states, normal statements included: "the lungs are clear" states that
 * there is no lung opacity. {@link labelText} leaves those out, as CheXpert does, so that scores
 * stay comparable; verdicts need them, since most sentences of a report are of this kind.
 */
export function statedFindings(text: string): Finding[] {
  return cleanSentences(text).flatMap((sentence) => {
    const findings = labelSentence(sentence);
    return [...findings, ...impliedFindings(sentence, findings)];
  });
}

function impliedFindings(sentence: string, stated: readonly Finding[]): Finding[] {
  // "Otherwise clear": beside a finding that is there, "clear" means the rest.
  const abnormal = stated.some((f) => f.polarity === 'present' && f.label !== 'Support Devices');
  if (abnormal || hedged.test(sentence)) return [];
  const taken = new Set<FindingLabel>(stated.map((finding) => finding.label));
  const implied: Finding[] = [];
  for (const { pattern, absent, present = [] } of statements) {
    const match = pattern.exec(sentence);
    if (match === null) continue;
    for (const label of [...absent, ...present]) {
      if (taken.has(label) || (label === 'No Finding' && taken.size > 0)) continue;
      taken.add(label);
      implied.push({
        label,
        polarity: absent.includes(label) ? 'absent' : 'present',
        certainty: 'certain',
        laterality: sideOf(sentence, match, label),
      });
    }
  }
  return implied;
}

function sideOf(sentence: string, match: RegExpExecArray, label: FindingLabel) {
  const rules = labelerRules();
  const tokens = tokensOf(rules, sentence);
  const span = spanOf(tokens, match.index, match.index + match[0].length);
  const sided = rules.labels.find((known) => known.label === label)?.hasLaterality === true;
  if (span === undefined || !sided) return 'unspecified';
  return lateralityOf(rules, tokens, span, windowsOf(rules, tokens, span));
}
