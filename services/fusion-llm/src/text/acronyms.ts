// SPDX-License-Identifier: Apache-2.0

/** Words that the decoder writes in lower case and radiologists do not. */
const spellings = [
  'AC',
  'AICD',
  'AP',
  'AV',
  'CABG',
  'CHF',
  'COPD',
  'CT',
  'CVC',
  'DISH',
  'ECG',
  'EKG',
  'ET',
  'ETT',
  'GE',
  'GI',
  'HIV',
  'ICD',
  'ICU',
  'IV',
  'IVC',
  'IJ',
  'LAD',
  'LV',
  'MRI',
  'NG',
  'OG',
  'PA',
  'PET',
  'PICC',
  'RV',
  'SVC',
  'TB',
  'TNM',
  'VP',
  'X-ray',
  'Port-A-Cath',
  'Kerley',
  'Ghon',
  'Swan-Ganz',
  'Dobbhoff',
  'Harrington',
  'Bochdalek',
  'Morgagni',
  'Schmorl',
  "Schmorl's",
];

const byLowerCase = new Map(spellings.map((word) => [word.toLowerCase(), word]));

/** Vertebrae: c1-c7, t1-t12, l1-l5. */
const vertebra = /^(?:c[1-7]|t(?:[1-9]|1[0-2])|l[1-5])$/;

/** The usual spelling of a lower-case word; the word itself if it has none of its own. */
export function usualSpelling(word: string): string {
  return byLowerCase.get(word) ?? (vertebra.test(word) ? word.toUpperCase() : word);
}
