// SPDX-License-Identifier: Apache-2.0
import type { FindingLabel } from './finding.js';
import type { Side } from './zones.js';

/** Catalogue ids of the classes that a finding has for itself. */
export interface FindingClasses {
  readonly sided?: Readonly<Record<Side, number>>;
  readonly whole?: readonly number[];
}

/** Pathology classes of the catalogue (cxas212@1) by the finding that they show. */
export const findingClasses: Readonly<Partial<Record<FindingLabel, FindingClasses>>> = {
  'Pleural Effusion': { sided: { right: 159, left: 160 } },
  Pneumothorax: { sided: { right: 161, left: 162 } },
  Consolidation: { sided: { right: 163, left: 164 } },
  'Lung Opacity': { sided: { right: 165, left: 166 } },
  Atelectasis: { sided: { right: 167, left: 168 } },
  Edema: { whole: [169] },
  'Lung Lesion': { whole: [171, 172, 173] },
  'Pleural Other': { whole: [177] },
  Cardiomegaly: { whole: [179] },
  'Enlarged Cardiomediastinum': { whole: [180] },
  Fracture: { whole: [184] },
};
