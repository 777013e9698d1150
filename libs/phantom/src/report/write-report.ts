// SPDX-License-Identifier: Apache-2.0
import type { FindingLabel } from '@asarg/grounding';
import { type Finding, type FindingKind, kindFacts, objectKinds } from '../findings/finding.js';
import type { Random } from '../random.js';
import { type NormalPhrase, normalPhrases } from './normal-phrases.js';
import { phrases, type Words } from './phrases.js';

/** One sentence and what it says: findings that are there, or labels it denies. */
export interface PhantomSentence {
  readonly text: string;
  readonly findings: readonly Finding[];
  readonly denies: readonly FindingLabel[];
}

export interface PhantomReport {
  readonly indication: string;
  readonly sentences: readonly PhantomSentence[];
  /** All sentences as one text. */
  readonly text: string;
  readonly impression: string;
}

type Topic = 'devices' | NormalPhrase['topic'] | 'other';

const order: readonly Topic[] = [
  'devices',
  'lungs',
  'pleura',
  'heart',
  'mediastinum',
  'bones',
  'other',
];

const topics: Partial<Record<FindingKind, Topic>> = {
  'pleural effusion': 'pleura',
  pneumothorax: 'pleura',
  'pleural thickening': 'pleura',
  'pleural plaque': 'pleura',
  cardiomegaly: 'heart',
  'pericardial effusion': 'heart',
  'wide mediastinum': 'mediastinum',
  'tortuous aorta': 'mediastinum',
  'aortic calcification': 'mediastinum',
  'hilar enlargement': 'mediastinum',
  'hiatal hernia': 'mediastinum',
  pneumomediastinum: 'mediastinum',
  'rib fracture': 'bones',
  'clavicle fracture': 'bones',
  'vertebral compression fracture': 'bones',
  'degenerative spine': 'bones',
  scoliosis: 'bones',
  'elevated hemidiaphragm': 'other',
  'subcutaneous emphysema': 'other',
  pneumoperitoneum: 'other',
};

const objects = new Set<FindingKind>(objectKinds);

function topicOf(kind: FindingKind): Topic {
  return objects.has(kind) ? 'devices' : (topics[kind] ?? 'lungs');
}

/** Says exactly what is there, and denies some of what is not. */
export function writeReport(
  random: Random,
  findings: readonly Finding[],
  projection: 'PA' | 'AP',
): PhantomReport {
  const stated = state(random, findings);
  const normal = deny(random, findings);
  const sentences = order.flatMap((topic) => [
    ...stated.filter((sentence) => topicOf(sentence.findings[0]!.kind) === topic),
    ...normal.filter((phrase) => phrase.topic === topic).map(({ sentence }) => sentence),
  ]);
  const diseases = stated.filter(({ findings: [first] }) => !objects.has(first!.kind));
  return {
    indication: random.pick([
      'Shortness of breath.',
      'Chest pain.',
      'Cough.',
      'Fever.',
      'Preoperative evaluation.',
    ]),
    sentences,
    text: sentences.map(({ text }) => text).join(' '),
    impression:
      diseases.length > 0
        ? diseases
            .slice(0, 3)
            .map(({ text }) => text)
            .join(' ')
        : `No acute cardiopulmonary disease on this ${projection} film.`,
  };
}

function state(random: Random, findings: readonly Finding[]): PhantomSentence[] {
  const said = new Set<Finding>();
  return findings.flatMap((finding) => {
    if (said.has(finding)) return [];
    const alike = findings.filter(({ kind }) => kind === finding.kind);
    for (const one of alike) said.add(one);
    const text = random.fork(finding.kind).pick(phrases[finding.kind])(wordsOf(alike));
    return [{ text, findings: alike, denies: [] }];
  });
}

function wordsOf(findings: readonly Finding[]): Words {
  const [{ grade, side = '', zone = '' }] = findings as [Finding];
  const both = findings.length > 1;
  return {
    side: both ? 'bilateral' : side,
    size: ['small', 'moderate', 'large'][grade - 1]!,
    degree: ['mild', 'moderate', 'severe'][grade - 1]!,
    zone,
    both,
    grade,
  };
}

interface Denial {
  readonly topic: NormalPhrase['topic'];
  readonly sentence: PhantomSentence;
}

function deny(random: Random, findings: readonly Finding[]): Denial[] {
  const present = new Set(findings.flatMap(({ kind }) => kindFacts[kind].labels));
  const kinds = new Set(findings.map(({ kind }) => kind));
  const denied = new Set<FindingLabel>();
  return normalPhrases.flatMap(({ topic, texts, denies, unless }) => {
    const own = random.fork(texts[0]!);
    const allowed =
      denies.every((label) => !present.has(label)) && unless.every((kind) => !kinds.has(kind));
    const news = denies.some((label) => !denied.has(label));
    if (!allowed || !news || !own.chance(0.85)) return [];
    for (const label of denies) denied.add(label);
    return [{ topic, sentence: { text: own.pick(texts), findings: [], denies } }];
  });
}
