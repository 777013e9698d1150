// SPDX-License-Identifier: Apache-2.0
import type { FindingLabel } from '@asarg/grounding';
import { sides, type Side } from '../anatomy/side.js';
import { catalogueClasses, channelOf } from '../catalogue.js';

/** Pathologies that a phantom can have. */
export const diseaseKinds = [
  'pleural effusion',
  'pneumothorax',
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
  'pleural thickening',
  'pleural plaque',
  'cardiomegaly',
  'wide mediastinum',
  'tortuous aorta',
  'aortic calcification',
  'hilar enlargement',
  'rib fracture',
  'clavicle fracture',
  'vertebral compression fracture',
  'degenerative spine',
  'scoliosis',
  'hiatal hernia',
  'elevated hemidiaphragm',
  'subcutaneous emphysema',
  'pneumomediastinum',
  'pneumoperitoneum',
  'pericardial effusion',
] as const;

/** Things in or on the patient that a phantom can have. */
export const objectKinds = [
  'endotracheal tube',
  'tracheostomy tube',
  'nasogastric tube',
  'chest tube',
  'central venous catheter',
  'peripherally inserted central catheter',
  'port catheter',
  'pacemaker generator',
  'pacemaker lead',
  'prosthetic heart valve',
  'sternotomy wires',
  'surgical clips',
  'stent',
  'spinal hardware',
  'orthopedic hardware',
  'ECG electrode',
  'coin',
  'retained surgical instrument',
] as const;

export type DiseaseKind = (typeof diseaseKinds)[number];
export type ObjectKind = (typeof objectKinds)[number];
export type FindingKind = DiseaseKind | ObjectKind;

export const findingKinds: readonly FindingKind[] = [...diseaseKinds, ...objectKinds];

/** 1 small or mild, 2 moderate, 3 large or severe. */
export type Grade = 1 | 2 | 3;
export type Zone = 'upper' | 'mid' | 'lower';

/** One finding of one chest. */
export interface Finding {
  readonly kind: FindingKind;
  /** The patient's side; absent for findings without one. */
  readonly side?: Side;
  readonly grade: Grade;
  /** Third of the lung, for findings in one place of it. */
  readonly zone?: Zone;
}

interface KindFacts {
  readonly labels: readonly FindingLabel[];
  /** Whether a chest with nothing else is not normal (CheXpert's No Finding keeps devices). */
  readonly abnormal: boolean;
  readonly sided: boolean;
  readonly zoned: boolean;
}

const facts = (
  labels: readonly FindingLabel[],
  shape: 'whole' | 'sided' | 'zoned',
  abnormal = true,
): KindFacts => ({ labels, abnormal, sided: shape !== 'whole', zoned: shape === 'zoned' });

const device = (shape: 'whole' | 'sided' = 'whole'): KindFacts =>
  facts(['Support Devices'], shape, false);

/** What each kind means: CheXpert labels, and whether it has a side and a zone. */
export const kindFacts: Readonly<Record<FindingKind, KindFacts>> = {
  'pleural effusion': facts(['Pleural Effusion'], 'sided'),
  pneumothorax: facts(['Pneumothorax'], 'sided'),
  consolidation: facts(['Consolidation', 'Lung Opacity'], 'zoned'),
  'lung opacity': facts(['Lung Opacity'], 'zoned'),
  atelectasis: facts(['Atelectasis'], 'sided'),
  'pulmonary edema': facts(['Edema'], 'whole'),
  'interstitial markings': facts(['Lung Opacity'], 'whole'),
  nodule: facts(['Lung Lesion'], 'zoned'),
  mass: facts(['Lung Lesion'], 'zoned'),
  'calcified granuloma': facts([], 'zoned'),
  cavity: facts(['Lung Lesion'], 'zoned'),
  emphysema: facts([], 'whole'),
  scar: facts(['Lung Opacity'], 'sided'),
  'pleural thickening': facts(['Pleural Other'], 'sided'),
  'pleural plaque': facts(['Pleural Other'], 'sided'),
  cardiomegaly: facts(['Cardiomegaly'], 'whole'),
  'wide mediastinum': facts(['Enlarged Cardiomediastinum'], 'whole'),
  'tortuous aorta': facts([], 'whole'),
  'aortic calcification': facts([], 'whole'),
  'hilar enlargement': facts([], 'sided'),
  'rib fracture': facts(['Fracture'], 'sided'),
  'clavicle fracture': facts(['Fracture'], 'sided'),
  'vertebral compression fracture': facts(['Fracture'], 'whole'),
  'degenerative spine': facts([], 'whole'),
  scoliosis: facts([], 'sided'),
  'hiatal hernia': facts([], 'whole'),
  'elevated hemidiaphragm': facts([], 'sided'),
  'subcutaneous emphysema': facts([], 'sided'),
  pneumomediastinum: facts([], 'whole'),
  pneumoperitoneum: facts([], 'whole'),
  'pericardial effusion': facts(['Cardiomegaly'], 'whole'),
  'endotracheal tube': device(),
  'tracheostomy tube': { ...device(), abnormal: true },
  'nasogastric tube': device(),
  'chest tube': device('sided'),
  'central venous catheter': device('sided'),
  'peripherally inserted central catheter': device('sided'),
  'port catheter': device('sided'),
  'pacemaker generator': device('sided'),
  'pacemaker lead': device('sided'),
  'prosthetic heart valve': device(),
  'sternotomy wires': device(),
  'surgical clips': device('sided'),
  stent: device(),
  'spinal hardware': device(),
  'orthopedic hardware': device('sided'),
  'ECG electrode': device(),
  coin: facts([], 'whole'),
  'retained surgical instrument': facts([], 'whole'),
};

const names = new Set(catalogueClasses.map(({ name }) => name));

/** The channels of a finding's masks. */
export function channelsOf({ kind, side }: Pick<Finding, 'kind' | 'side'>): number[] {
  if (names.has(kind)) return [channelOf(kind)];
  return (side ? [side] : sides).map((one) => channelOf(`${kind} ${one}`));
}
