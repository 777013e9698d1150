// SPDX-License-Identifier: Apache-2.0
/**
 * Sentences to findings to evidence to verdicts: pure functions over masks, tags and text.
 *
 * ```ts
 * import { groundSentence, splitSentences } from '@asarg/grounding';
 *
 * for (const sentence of splitSentences('The heart is enlarged. No left effusion.')) {
 *   const { verdict, evidence, regions } = groundSentence(sentence, {
 *     masks, // heart 121, right lung 135, left lung 136: bits, affine to the frame
 *     tags: { specialist: 'vision', labels, probabilities, thresholds },
 *     frame: { width: 1024, height: 1024 },
 *   });
 *   // 'supported', [{ text: 'Cardiothoracic ratio 0.56, above 0.50', ... }], [{ className: 'heart', ... }]
 * }
 * ```
 */

// From text.
export { findingLabels } from './finding.js';
export { labelText } from './labeler.js';
export { statedFindings } from './normal-statements.js';
export { labelReport } from './report-labels.js';
export { splitSentences } from './sentences.js';

// From masks.
export { cardiothoracicRatio } from './cardiothoracic-ratio.js';
export { lungAreas } from './lungs.js';

// Both together.
export { findingRules } from './finding-rules.js';
export { groundSentence } from './ground-sentence.js';
export { sentenceOrder, verdictByReading, verdictBySide } from './verdict-rules.js';

export type { CardiothoracicRatio } from './cardiothoracic-ratio.js';
export type {
  ActivationMaps,
  Affine,
  Box,
  ClassMask,
  EvidenceBase,
  FindingTags,
  Provenance,
} from './evidence-base.js';
export type { Certainty, Finding, FindingLabel, Laterality, Polarity } from './finding.js';
export type { FindingRule, RegionChoice, Source } from './finding-rules.js';
export type {
  Evidence,
  EvidenceKind,
  GroundedSentence,
  Measured,
  Region,
  Verdict,
} from './grounded-sentence.js';
export type { LungAreas } from './lungs.js';
export type { ReportLabel } from './report-labels.js';
