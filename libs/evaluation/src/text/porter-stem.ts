// SPDX-License-Identifier: Apache-2.0

// Porter, "An algorithm for suffix stripping", Program 14(3), 1980: the steps are numbered as there.
const step2: readonly (readonly [string, string])[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['abli', 'able'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
];
const step3: readonly (readonly [string, string])[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];
const step4 = [
  'ement',
  'ance',
  'ence',
  'able',
  'ible',
  'ment',
  'ant',
  'ent',
  'ism',
  'ate',
  'iti',
  'ous',
  'ive',
  'ize',
  'al',
  'er',
  'ic',
  'ou',
];

/** Stem of a lower-case English word. */
export function porterStem(word: string): string {
  if (word.length < 3) return word;
  let stem = plural(word);
  stem = pastOrGerund(stem);
  if (stem.endsWith('y') && hasVowel(stem.slice(0, -1))) stem = `${stem.slice(0, -1)}i`;
  stem = replaceSuffix(stem, step2);
  stem = replaceSuffix(stem, step3);
  stem = dropSuffix(stem);
  if (stem.endsWith('e')) {
    const base = stem.slice(0, -1);
    if (measure(base) > 1 || (measure(base) === 1 && !endsConsonantVowelConsonant(base)))
      stem = base;
  }
  return stem.endsWith('ll') && measure(stem) > 1 ? stem.slice(0, -1) : stem;
}

function plural(word: string): string {
  if (word.endsWith('sses') || word.endsWith('ies')) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function pastOrGerund(word: string): string {
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const suffix = ['ed', 'ing'].find(
    (end) => word.endsWith(end) && hasVowel(word.slice(0, -end.length)),
  );
  if (suffix === undefined) return word;
  const base = word.slice(0, -suffix.length);
  if (/(?:at|bl|iz)$/.test(base)) return `${base}e`;
  if (/([^aeiouylsz])\1$/.test(base)) return base.slice(0, -1);
  return measure(base) === 1 && endsConsonantVowelConsonant(base) ? `${base}e` : base;
}

function replaceSuffix(word: string, rules: readonly (readonly [string, string])[]): string {
  const rule = rules.find(([suffix]) => word.endsWith(suffix));
  if (rule === undefined) return word;
  const base = word.slice(0, -rule[0].length);
  return measure(base) > 0 ? base + rule[1] : word;
}

function dropSuffix(word: string): string {
  const suffix =
    step4.find((end) => word.endsWith(end)) ?? (/[st]ion$/.test(word) ? 'ion' : undefined);
  if (suffix === undefined) return word;
  const base = word.slice(0, -suffix.length);
  return measure(base) > 1 ? base : word;
}

/** c for consonant, v for vowel: y is a vowel after a consonant. */
function shapeOf(word: string): string {
  let shape = '';
  for (const [at, letter] of [...word].entries()) {
    const vowel = /[aeiou]/.test(letter) || (letter === 'y' && at > 0 && shape[at - 1] === 'c');
    shape += vowel ? 'v' : 'c';
  }
  return shape;
}

/** How often a consonant follows a vowel. */
function measure(word: string): number {
  return shapeOf(word).match(/v+c+/g)?.length ?? 0;
}

function hasVowel(word: string): boolean {
  return shapeOf(word).includes('v');
}

function endsConsonantVowelConsonant(word: string): boolean {
  return shapeOf(word).endsWith('cvc') && !/[wxy]$/.test(word);
}
