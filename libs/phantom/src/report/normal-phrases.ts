// SPDX-License-Identifier: Apache-2.0
import type { FindingLabel } from '@asarg/grounding';
import type { FindingKind } from '../findings/finding.js';

/** A statement that something is not there, and what forbids to say it. */
export interface NormalPhrase {
  readonly topic: 'lungs' | 'pleura' | 'heart' | 'mediastinum' | 'bones';
  readonly texts: readonly string[];
  /** Labels that it denies. */
  readonly denies: readonly FindingLabel[];
  /** Kinds that it would contradict, besides those of the labels. */
  readonly unless: readonly FindingKind[];
}

const lungKinds: readonly FindingKind[] = [
  'consolidation',
  'lung opacity',
  'atelectasis',
  'pulmonary edema',
  'interstitial markings',
  'nodule',
  'mass',
  'calcified granuloma',
  'cavity',
  'emphysema',
  'scar',
];

/** In the order of a report; the first of a topic that may be said is taken. */
export const normalPhrases: readonly NormalPhrase[] = [
  {
    topic: 'lungs',
    texts: ['The lungs are clear.', 'Both lungs are clear.', 'Lungs are clear bilaterally.'],
    denies: ['Lung Opacity'],
    unless: lungKinds,
  },
  {
    topic: 'lungs',
    texts: [
      'No focal consolidation.',
      'There is no focal consolidation.',
      'No confluent consolidation is seen.',
    ],
    denies: ['Consolidation'],
    unless: ['mass'],
  },
  {
    topic: 'lungs',
    texts: ['No pulmonary edema.', 'There is no pulmonary edema.'],
    denies: ['Edema'],
    unless: ['interstitial markings'],
  },
  {
    topic: 'pleura',
    texts: [
      'No pleural effusion or pneumothorax.',
      'There is no pneumothorax or pleural effusion.',
      'No pneumothorax. No pleural effusion.',
    ],
    denies: ['Pleural Effusion', 'Pneumothorax'],
    unless: [],
  },
  {
    topic: 'pleura',
    texts: ['No pneumothorax.', 'There is no pneumothorax.'],
    denies: ['Pneumothorax'],
    unless: [],
  },
  {
    topic: 'pleura',
    texts: ['No pleural effusion.', 'There is no pleural effusion.'],
    denies: ['Pleural Effusion'],
    unless: [],
  },
  {
    topic: 'heart',
    texts: [
      'The heart is normal in size.',
      'Heart size is normal.',
      'Normal heart size.',
      'The cardiac silhouette is within normal limits.',
    ],
    denies: ['Cardiomegaly'],
    unless: ['pneumomediastinum'],
  },
  {
    topic: 'mediastinum',
    texts: [
      'The mediastinum is unremarkable.',
      'Mediastinal contours are normal.',
      'The mediastinal contour is within normal limits.',
    ],
    denies: ['Enlarged Cardiomediastinum'],
    unless: [
      'tortuous aorta',
      'aortic calcification',
      'hilar enlargement',
      'hiatal hernia',
      'pneumomediastinum',
      'coin',
    ],
  },
  {
    topic: 'bones',
    texts: [
      'The osseous structures are intact.',
      'No acute osseous abnormality.',
      'The bony thorax is unremarkable.',
    ],
    denies: ['Fracture'],
    unless: ['degenerative spine', 'scoliosis', 'spinal hardware', 'orthopedic hardware'],
  },
  {
    topic: 'bones',
    texts: ['No acute fracture.', 'No displaced fracture is seen.'],
    denies: ['Fracture'],
    unless: [],
  },
];
