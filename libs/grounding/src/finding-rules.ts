// SPDX-License-Identifier: Apache-2.0
import type { FindingLabel } from './finding.js';
import type { Zone } from './zones.js';

/** A measurement that can tell of a finding. */
export type Source =
  /** `tells: 'present'` means that only a large ratio says something. */
  | { readonly kind: 'ratio'; readonly tells: 'both' | 'present'; readonly onlyIf?: RegExp }
  /** `mayBeClear: false` keeps the tag from contradicting a sentence. */
  | { readonly kind: 'tag'; readonly mayBeClear: boolean }
  /** A clearly present tag of any of these labels says that the finding is clearly absent. */
  | { readonly kind: 'noneOf'; readonly labels: readonly FindingLabel[] };

/** Structures to show; lungs are those of the stated side, cut to the zones the sentence names. */
export type RegionChoice = 'heart' | 'lungs' | 'mediastinum' | 'bones named';

/** What can be said of one label, and on what. */
export interface FindingRule {
  /** In order of trust: the first that is not unclear decides. */
  readonly sources: readonly Source[];
  readonly regions: readonly RegionChoice[];
  /** Zone to show when the sentence names none. */
  readonly zone?: Zone;
  /** Why these sources and regions; for people. */
  readonly reason: string;
}

const tagOnly: readonly Source[] = [{ kind: 'tag', mayBeClear: true }];

/** What each of the 14 labels can be checked against. */
export const findingRules: Readonly<Record<FindingLabel, FindingRule>> = {
  'Enlarged Cardiomediastinum': {
    sources: [
      { kind: 'ratio', tells: 'present', onlyIf: /cardio-?mediastin|cardiac/i },
      { kind: 'tag', mayBeClear: true },
    ],
    regions: ['heart', 'mediastinum'],
    reason:
      'No class measures the width of the mediastinum. The heart is its lower part, so a large ratio shows an enlarged cardiomediastinal silhouette; a small one leaves the upper part open, and the classifier decides.',
  },
  Cardiomegaly: {
    sources: [
      { kind: 'ratio', tells: 'both' },
      { kind: 'tag', mayBeClear: true },
    ],
    regions: ['heart', 'lungs'],
    reason:
      'The cardiothoracic ratio is the customary definition, and measured outranks weak; inside the grey band the classifier decides.',
  },
  'Lung Opacity': {
    sources: tagOnly,
    regions: ['lungs'],
    reason: 'Lung masks do not show density; the classifier and the side of its map do.',
  },
  'Lung Lesion': {
    sources: tagOnly,
    regions: ['lungs'],
    reason: 'As opacity; a lesion is smaller than a cell of the map, so only its side is shown.',
  },
  Edema: {
    sources: tagOnly,
    regions: ['lungs'],
    reason: 'Edema is diffuse: both lungs, unless the sentence names a side.',
  },
  Consolidation: { sources: tagOnly, regions: ['lungs'], reason: 'As opacity.' },
  Pneumonia: {
    sources: tagOnly,
    regions: ['lungs'],
    reason: 'A clinical reading of opacity: the classifier learned it from reports.',
  },
  Atelectasis: {
    sources: tagOnly,
    regions: ['lungs'],
    reason:
      'As opacity. Loss of lung area is no evidence: the smaller lung may be the one that is masked worse.',
  },
  Pneumothorax: {
    sources: tagOnly,
    regions: ['lungs'],
    zone: 'apical',
    reason: 'Air rises: on an upright film it shows at the apex first.',
  },
  'Pleural Effusion': {
    sources: tagOnly,
    regions: ['lungs'],
    zone: 'base',
    reason: 'Fluid sinks: it shows at the base, next to the hemidiaphragm.',
  },
  'Pleural Other': {
    sources: tagOnly,
    regions: ['lungs'],
    reason: 'Pleura has no class of its own; it lines the lung.',
  },
  Fracture: {
    sources: tagOnly,
    regions: ['bones named'],
    reason: 'No class shows a fracture; a bone mask only says where the named bone is.',
  },
  'Support Devices': {
    sources: tagOnly,
    regions: [],
    reason: 'No class shows a device, and anatomy on its path is not the device.',
  },
  'No Finding': {
    sources: [
      {
        kind: 'noneOf',
        labels: ['Edema', 'Consolidation', 'Pneumonia', 'Pneumothorax', 'Pleural Effusion'],
      },
      { kind: 'tag', mayBeClear: false },
    ],
    regions: ['heart', 'lungs'],
    reason:
      'Said as "no acute abnormality": one clear acute finding refutes it. Its own tag also falls for chronic findings that the sentence does not deny, so it cannot contradict.',
  },
};
