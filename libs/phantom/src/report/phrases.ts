// SPDX-License-Identifier: Apache-2.0
import type { Finding, FindingKind } from '../findings/finding.js';

/** Parts that a sentence is made of. */
export interface Words {
  /** `right`, `left`, `bilateral`; empty without a side. */
  readonly side: string;
  /** `small`, `moderate`, `large`. */
  readonly size: string;
  /** `mild`, `moderate`, `severe`. */
  readonly degree: string;
  /** `upper`, `mid`, `lower`; empty without a zone. */
  readonly zone: string;
  readonly both: boolean;
  readonly grade: Finding['grade'];
}

type Phrase = (words: Words) => string;

const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);
const a = (word: string): string => (/^[aeiou]/i.test(word) ? `an ${word}` : `a ${word}`);
const where = ({ side, zone }: Words): string => `the ${side} ${zone} lung zone`;

/** Sentences for every kind; each states the finding, certain and present. */
export const phrases: Readonly<Record<FindingKind, readonly Phrase[]>> = {
  'pleural effusion': [
    (w) =>
      w.both
        ? `${capital(w.size)} bilateral pleural effusions.`
        : `${capital(w.size)} ${w.side} pleural effusion.`,
    (w) =>
      w.both
        ? `There are ${w.size} bilateral pleural effusions.`
        : `There is ${a(w.size)} ${w.side} pleural effusion.`,
    (w) =>
      w.both
        ? `Both costophrenic angles are blunted by ${w.size} bilateral pleural effusions.`
        : `Blunting of the ${w.side} costophrenic angle due to ${a(w.size)} ${w.side} pleural effusion.`,
    (w) =>
      w.both
        ? `${capital(w.size)} pleural effusions are present bilaterally.`
        : `${capital(a(w.size))} pleural effusion is seen on the ${w.side}.`,
  ],
  pneumothorax: [
    (w) => `${capital(w.size)} ${w.side} pneumothorax.`,
    (w) => `There is ${a(w.size)} ${w.side} pneumothorax with a visible visceral pleural edge.`,
    (w) => `${capital(a(w.size))} pneumothorax is seen on the ${w.side}.`,
  ],
  consolidation: [
    (w) => `Airspace opacity in ${where(w)}, in keeping with consolidation.`,
    (w) => `There is ${w.degree} consolidation in ${where(w)} with ill-defined opacity.`,
    (w) => `${capital(w.degree)} opacity with consolidation in ${where(w)}.`,
    (w) => `Dense consolidation opacifies part of ${where(w)}.`,
  ],
  'lung opacity': [
    (w) => `Hazy opacity in ${where(w)}.`,
    (w) => `There is ${a(w.degree)} ill-defined opacity in ${where(w)}.`,
    (w) => `${capital(w.degree)} patchy opacities are seen in ${where(w)}.`,
  ],
  atelectasis: [
    (w) =>
      w.both
        ? `${capital(w.degree)} bibasilar atelectasis.`
        : `${capital(w.degree)} ${w.side} basilar atelectasis.`,
    (w) =>
      w.both
        ? `There is ${w.degree} atelectasis at both bases.`
        : `There is ${w.degree} atelectasis at the ${w.side} base.`,
    (w) =>
      w.both
        ? `Band-like ${w.degree} atelectasis is present in both lower lungs.`
        : `Band-like ${w.degree} atelectasis in the ${w.side} lower lung with volume loss.`,
  ],
  'pulmonary edema': [
    (w) => `${capital(w.degree)} pulmonary edema.`,
    (w) => `Perihilar haze and thickened septa indicate ${w.degree} pulmonary edema.`,
    (w) => `The vessels are enlarged with ${w.degree} pulmonary edema.`,
  ],
  'interstitial markings': [
    (w) => `${capital(w.degree)} increase of the interstitial markings in both lungs.`,
    (w) => `There are ${w.degree} diffuse interstitial markings.`,
    (w) => `${capital(w.degree)} reticular pattern with coarse interstitial markings.`,
  ],
  nodule: [
    (w) => `${capital(w.size)} nodule in ${where(w)}.`,
    (w) => `There is ${a(w.size)} pulmonary nodule in ${where(w)}.`,
    (w) => `${capital(a(w.size))} round nodule projects over ${where(w)}.`,
  ],
  mass: [
    (w) => `${capital(w.size)} mass in ${where(w)}.`,
    (w) => `There is ${a(w.size)} lobulated mass in ${where(w)}.`,
  ],
  'calcified granuloma': [
    (w) => `Calcified granuloma in ${where(w)}.`,
    (w) => `There is a calcified granuloma in ${where(w)}.`,
  ],
  cavity: [
    (w) => `${capital(w.size)} cavitary lesion in ${where(w)}.`,
    (w) => `There is ${a(w.size)} thick-walled cavitary lesion in ${where(w)}.`,
  ],
  emphysema: [
    (w) => `${capital(w.degree)} emphysema with hyperinflated lungs and flat diaphragms.`,
    (w) => `The lungs are hyperinflated, in keeping with ${w.degree} emphysema.`,
    (w) => `Hyperexpanded lungs with ${w.degree} emphysema.`,
  ],
  scar: [
    (w) => `Scarring at the ${w.side} apex.`,
    (w) => `Linear scarring in the ${w.side} upper lung.`,
  ],
  'pleural thickening': [
    (w) => `${capital(w.degree)} ${w.side} pleural thickening.`,
    (w) => `There is ${w.degree} pleural thickening along the ${w.side} chest wall and apex.`,
  ],
  'pleural plaque': [
    (w) =>
      w.both
        ? 'Calcified pleural plaques on both sides.'
        : `Calcified pleural plaques on the ${w.side}.`,
    (w) =>
      w.both
        ? 'There are bilateral calcified pleural plaques.'
        : `There are ${w.side} calcified pleural plaques.`,
  ],
  cardiomegaly: [
    (w) => `${capital(w.degree)} cardiomegaly.`,
    (w) => `The heart is enlarged to ${a(w.degree)} degree.`,
    (w) => `There is ${w.degree} enlargement of the cardiac silhouette.`,
    (w) => `The cardiac silhouette is enlarged, ${w.degree} in degree.`,
  ],
  'wide mediastinum': [
    (w) => `${capital(w.degree)} widening of the upper mediastinum.`,
    () => 'The upper mediastinum is widened.',
    () => 'Widened mediastinum.',
  ],
  'tortuous aorta': [
    () => 'The thoracic aorta is tortuous.',
    (w) => `${capital(w.degree)} tortuosity of the thoracic aorta.`,
    () => 'Tortuous and elongated aorta.',
  ],
  'aortic calcification': [
    () => 'Calcification of the aortic arch.',
    () => 'The aortic knob is calcified.',
    () => 'Atherosclerotic calcification of the aorta.',
  ],
  'hilar enlargement': [
    (w) => `Prominent ${w.side} hilum.`,
    (w) => `${capital(w.degree)} prominence of the ${w.side} hilum.`,
  ],
  'rib fracture': [
    (w) =>
      w.grade === 1
        ? `Fracture of a ${w.side} posterior rib.`
        : `Fractures of ${['', '', 'two', 'three'][w.grade]} ${w.side} posterior ribs.`,
    (w) =>
      w.grade === 1
        ? `There is a ${w.side} posterior rib fracture.`
        : `There are ${['', '', 'two', 'three'][w.grade]} ${w.side} posterior rib fractures.`,
  ],
  'clavicle fracture': [
    (w) => `Fracture of the ${w.side} clavicle.`,
    (w) => `There is a fracture of the middle third of the ${w.side} clavicle.`,
  ],
  'vertebral compression fracture': [
    (w) => `${capital(w.degree)} compression fracture of a lower thoracic vertebra.`,
    (w) => `There is a ${w.degree} thoracic compression fracture.`,
  ],
  'degenerative spine': [
    (w) => `${capital(w.degree)} degenerative changes of the thoracic spine.`,
    () => 'Degenerative osteophytes of the thoracic spine.',
  ],
  scoliosis: [
    (w) => `${capital(w.degree)} scoliosis of the thoracic spine, convex to the ${w.side}.`,
    (w) => `There is ${w.degree} thoracic scoliosis with convexity to the ${w.side}.`,
  ],
  'hiatal hernia': [
    (w) => `${capital(w.size)} hiatal hernia.`,
    (w) => `Retrocardiac air-fluid level of ${a(w.size)} hiatal hernia.`,
  ],
  'elevated hemidiaphragm': [
    (w) => `Elevation of the ${w.side} hemidiaphragm.`,
    (w) => `The ${w.side} hemidiaphragm is elevated.`,
  ],
  'subcutaneous emphysema': [
    (w) => `${capital(w.degree)} subcutaneous emphysema of the ${w.side} chest wall and neck.`,
    (w) => `There is ${w.degree} ${w.side} subcutaneous emphysema.`,
  ],
  pneumomediastinum: [
    () => 'Pneumomediastinum with lucent streaks along the heart border.',
    () => 'There is pneumomediastinum.',
  ],
  pneumoperitoneum: [
    () => 'Pneumoperitoneum with free air under the diaphragm.',
    () => 'Free air under both domes of the diaphragm, in keeping with pneumoperitoneum.',
  ],
  'pericardial effusion': [
    () => 'Globular enlargement of the cardiac silhouette, in keeping with pericardial effusion.',
    () =>
      'The cardiac silhouette is enlarged and water-bottle shaped, as with pericardial effusion.',
  ],
  'endotracheal tube': [
    () => 'Endotracheal tube with its tip above the carina.',
    () => 'The endotracheal tube ends in the mid trachea.',
  ],
  'tracheostomy tube': [
    () => 'Tracheostomy tube in place.',
    () => 'A tracheostomy tube projects over the upper trachea.',
  ],
  'nasogastric tube': [
    () => 'Nasogastric tube with its tip in the stomach.',
    () => 'A nasogastric tube courses below the diaphragm.',
  ],
  'chest tube': [
    (w) => `${capital(w.side)} chest tube in place.`,
    (w) => `A ${w.side} chest tube is directed to the apex.`,
  ],
  'central venous catheter': [
    (w) => `${capital(w.side)} central venous catheter with its tip in the superior vena cava.`,
    (w) => `A ${w.side} central venous catheter ends in the lower superior vena cava.`,
  ],
  'peripherally inserted central catheter': [
    (w) => `${capital(w.side)} PICC with its tip in the superior vena cava.`,
    (w) => `A ${w.side} PICC line ends in the superior vena cava.`,
  ],
  'port catheter': [
    (w) => `${capital(w.side)} chest wall port catheter with its tip in the superior vena cava.`,
    (w) => `A ${w.side} port is in place.`,
  ],
  'pacemaker generator': [
    (w) => `${capital(w.side)} chest wall pacemaker generator.`,
    (w) => `A pacemaker generator overlies the ${w.side} chest.`,
  ],
  'pacemaker lead': [
    () => 'Pacemaker leads end in the right atrium and the right ventricle.',
    () => 'Two pacemaker leads are in place.',
  ],
  'prosthetic heart valve': [
    () => 'Prosthetic heart valve.',
    () => 'A prosthetic heart valve is in place.',
  ],
  'sternotomy wires': [() => 'Median sternotomy wires.', () => 'Sternotomy wires are intact.'],
  'surgical clips': [
    (w) => `Surgical clips on the ${w.side}.`,
    (w) => `Surgical clips project over the ${w.side} chest.`,
  ],
  stent: [() => 'Stent graft in the descending aorta.', () => 'An aortic stent is in place.'],
  'spinal hardware': [
    () => 'Spinal fusion hardware of the lower thoracic spine.',
    () => 'Rods and pedicle screws of the thoracic spine.',
  ],
  'orthopedic hardware': [
    (w) => `Plate and screws on the ${w.side} clavicle.`,
    (w) => `Orthopedic hardware of the ${w.side} clavicle.`,
  ],
  'ECG electrode': [
    () => 'ECG leads overlie the chest.',
    () => 'Monitoring electrodes and leads project over the chest.',
  ],
  coin: [
    () => 'Round radiopaque foreign body in the upper esophagus, in keeping with a coin.',
    () => 'A radiopaque coin projects over the upper esophagus.',
  ],
  'retained surgical instrument': [
    () => 'Retained radiopaque surgical instrument over the upper abdomen.',
    () => 'A radiopaque surgical clamp is retained in the upper abdomen.',
  ],
};
