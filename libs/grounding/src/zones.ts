// SPDX-License-Identifier: Apache-2.0

/** A horizontal part of a lung. */
export type Zone = 'apical' | 'upper' | 'mid' | 'base';

/** The patient's side of one lung. */
export type Side = 'right' | 'left';

/** CXAS id of each zone of each lung. */
export const zoneClasses: Readonly<Record<Side, Readonly<Record<Zone, number>>>> = {
  right: { upper: 141, mid: 142, base: 143, apical: 144 },
  left: { upper: 145, mid: 146, base: 147, apical: 148 },
};

const zoneWords: readonly { readonly zone: Zone; readonly pattern: RegExp }[] = [
  { zone: 'apical', pattern: /\b(?:apex|apices|(?:bi)?apical)\b/i },
  { zone: 'upper', pattern: /\bupper (?:lobes?|lungs?|zones?|fields?)\b/i },
  { zone: 'mid', pattern: /\b(?:lingula\w*|mid(?:dle)? (?:lobes?|lungs?|zones?|fields?))\b/i },
  {
    zone: 'base',
    pattern:
      /\b(?:bases?|(?:bi)?basilar|(?:bi)?basal|lower (?:lobes?|lungs?|zones?|fields?)|costophrenic)\b/i,
  },
];

/** The zones that a sentence names. Lobes stand for the zone they mostly project on. */
export function zonesNamed(text: string): Zone[] {
  return zoneWords.filter(({ pattern }) => pattern.test(text)).map(({ zone }) => zone);
}
