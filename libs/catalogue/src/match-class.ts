// SPDX-License-Identifier: Apache-2.0
import type { CatalogueClass } from './catalogue-class.js';
import { cxas212, findClass } from './cxas212.js';

/** A class that was meant, and what told so. */
export interface ClassMatch {
  readonly class: CatalogueClass;
  readonly by: 'name' | 'synonym' | 'id' | 'code';
}

/** Other words for names of the catalogue; both sides are compared as `wordsOf` has them. */
const synonyms: Readonly<Record<string, string>> = {
  'cardiac silhouette': 'heart',
  'heart shadow': 'heart',
  mediastinum: 'cardiomediastinum',
  oesophagus: 'esophagus',
  carina: 'tracheal bifurcation',
  collarbone: 'clavicles',
  'collarbone left': 'clavicle left',
  'collarbone right': 'clavicle right',
  'shoulder blade': 'scapulas',
  'shoulder blade left': 'scapula left',
  'shoulder blade right': 'scapula right',
  'thoracic aorta': 'aorta',
  'aortic knob': 'aortic arch',
  'enlarged heart': 'cardiomegaly',
  'pulmonary oedema': 'pulmonary edema',
  'enlarged mediastinum': 'wide mediastinum',
  'widened mediastinum': 'wide mediastinum',
  ett: 'endotracheal tube',
  'et tube': 'endotracheal tube',
  'ng tube': 'nasogastric tube',
  ngt: 'nasogastric tube',
  cvc: 'central venous catheter',
  'central line': 'central venous catheter',
  picc: 'peripherally inserted central catheter',
  pacemaker: 'pacemaker generator',
};

const schemes: Readonly<Record<string, string>> = {
  sct: 'snomed',
  snomed: 'snomed',
  radlex: 'radlex',
  dcm: 'dcm',
};

/**
 * The catalogue class that a name means: the name itself in any order of its words, in singular or
 * plural, with `_` or `-`, L and R for sides, without "lung" before a lobe; or a synonym.
 */
export function matchClassName(name: string): ClassMatch | undefined {
  const words = wordsOf(name);
  const named =
    byWords.get(words) ?? (ofLung.test(words) ? byWords.get(wordsOf(`${name} lung`)) : undefined);
  if (named) return { class: named, by: 'name' };
  const other = bySynonym.get(words);
  return other && { class: other, by: 'synonym' };
}

/**
 * The catalogue class of an id (`136`) or of a code (`SCT:44029006`, `RADLEX:RID1326`); where
 * several classes share a code the name decides.
 * @throws RangeError saying what was expected and found.
 */
export function matchClassTarget(target: string, name: string): ClassMatch {
  const text = target.trim();
  if (/^\d+$/.test(text)) {
    const found = findClass(Number(text));
    if (found) return { class: found, by: 'id' };
    throw new RangeError(`expected an id of ${cxas212.name}, found ${text}`);
  }
  const [, prefix = '', code = ''] = /^(\w+):(\S+)$/.exec(text) ?? [];
  const scheme = schemes[prefix.toLowerCase()];
  if (!scheme) {
    throw new RangeError(
      `expected an id such as 136, or a code such as SCT:44029006, RADLEX:RID1326 or DCM:112001, found "${text}"`,
    );
  }
  const sharing = cxas212.classes.filter(({ codes }) => codes[scheme] === code);
  const named = sharing.find((row) => wordsOf(row.name) === wordsOf(name));
  const found = named ?? (sharing.length === 1 ? sharing[0] : undefined);
  if (found) return { class: found, by: 'code' };
  const those =
    sharing.length === 0
      ? 'no class with it'
      : `${sharing.length} classes with it: ${sharing.map((row) => `${row.id} (${row.name})`).join(', ')}`;
  throw new RangeError(
    `${text}: expected the code of one class of ${cxas212.name}, found ${those}`,
  );
}

const abbreviations: Readonly<Record<string, string>> = {
  l: 'left',
  lt: 'left',
  r: 'right',
  rt: 'right',
};
/** Parts that only the lungs have. */
const ofLung = /\b(lobe|zone|base|apical)\b/;
const emptyWords = new Set(['the', 'of', 'field', 'mask']);

/** Words in a fixed order and form, so that names that mean the same are equal. */
function wordsOf(name: string): string {
  const words = name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .map((word) => abbreviations[word] ?? word)
    .map((word) => (word.length > 3 ? word.replace(/([^s])s$/, '$1') : word))
    .filter((word) => !emptyWords.has(word));
  return words.toSorted().join(' ');
}

const byWords = new Map(cxas212.classes.map((row) => [wordsOf(row.name), row]));
const bySynonym = new Map(
  Object.entries(synonyms).map(([other, name]) => [wordsOf(other), byWords.get(wordsOf(name))!]),
);
