// SPDX-License-Identifier: Apache-2.0

/** Whether a finding is said to be there. */
export type Polarity = 'present' | 'absent';

/** How sure the sentence is. */
export type Certainty = 'certain' | 'uncertain';

/** The patient's side. */
export type Laterality = 'left' | 'right' | 'bilateral' | 'unspecified';

/** The 14 CheXpert labels in CheXbert order. */
export const findingLabels = [
  'Enlarged Cardiomediastinum',
  'Cardiomegaly',
  'Lung Opacity',
  'Lung Lesion',
  'Edema',
  'Consolidation',
  'Pneumonia',
  'Atelectasis',
  'Pneumothorax',
  'Pleural Effusion',
  'Pleural Other',
  'Fracture',
  'Support Devices',
  'No Finding',
] as const;

/** One of the 14 CheXpert labels. */
export type FindingLabel = (typeof findingLabels)[number];

/** A finding that a sentence mentions. */
export interface Finding {
  readonly label: FindingLabel;
  readonly polarity: Polarity;
  readonly certainty: Certainty;
  readonly laterality: Laterality;
}

/** Same claim about the same label and side. */
export function sameFinding(a: Finding, b: Finding): boolean {
  return (
    a.label === b.label &&
    a.polarity === b.polarity &&
    a.certainty === b.certainty &&
    a.laterality === b.laterality
  );
}
