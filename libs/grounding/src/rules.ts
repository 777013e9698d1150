// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { FindingLabel } from './finding.js';

/** A cue phrase, and how many tokens next to the mention it may be in (default: the window). */
export interface Cue {
  readonly pattern: RegExp;
  readonly window: number;
}

/** Cues on either side of a mention. */
export interface CuePair {
  readonly before: readonly Cue[];
  readonly after: readonly Cue[];
}

/** What the rules know of one label. */
export interface LabelRules {
  readonly label: FindingLabel;
  readonly mentions: readonly RegExp[];
  readonly unmentions: readonly RegExp[];
  readonly alwaysUncertain: readonly RegExp[];
  readonly anchors: readonly RegExp[];
  readonly anchorBefore: number;
  readonly positive: readonly RegExp[];
  readonly normal: readonly RegExp[];
  readonly hasLaterality: boolean;
}

/** The rules file, compiled; its `_algorithm` key says what each part means. */
export interface LabelerRules {
  readonly id: string;
  readonly clean: readonly { readonly pattern: RegExp; readonly replacement: string }[];
  readonly sentenceSplit: RegExp;
  readonly token: RegExp;
  readonly window: { readonly before: number; readonly after: number };
  readonly lateralityWindow: number;
  readonly cutWords: ReadonlySet<string>;
  readonly pseudo: readonly RegExp[];
  readonly uncertainBeforeNegation: CuePair;
  readonly negation: CuePair;
  readonly uncertainty: CuePair;
  readonly insideNormal: readonly RegExp[];
  readonly sides: ReadonlyMap<string, 'left' | 'right' | 'bilateral'>;
  readonly labels: readonly LabelRules[];
  readonly noFinding: {
    readonly ignore: ReadonlySet<string>;
    readonly normalBefore: readonly RegExp[];
    readonly normalAfter: readonly RegExp[];
    readonly switchOff: readonly RegExp[];
  };
}

interface RawCue {
  readonly pattern: string;
  readonly window?: number;
}
type RawCuePair = { readonly before: readonly RawCue[]; readonly after: readonly RawCue[] };
interface RawClass {
  readonly mentions: readonly string[];
  readonly unmentions: readonly string[];
  readonly alwaysUncertain?: readonly string[];
  readonly anchors?: readonly string[];
  readonly anchorBefore?: number;
  readonly positive?: readonly string[];
  readonly normal?: readonly string[];
}
interface RawRules {
  readonly id: string;
  readonly labels: readonly FindingLabel[];
  readonly clean: readonly { readonly pattern: string; readonly replacement: string }[];
  readonly sentenceSplit: string;
  readonly token: string;
  readonly window: { readonly before: number; readonly after: number };
  readonly lateralityWindow: number;
  readonly cutWords: readonly string[];
  readonly pseudo: readonly string[];
  readonly uncertainBeforeNegation: RawCuePair;
  readonly negation: RawCuePair;
  readonly uncertainty: RawCuePair;
  readonly insideNormal: readonly string[];
  readonly laterality: Readonly<Record<'left' | 'right' | 'bilateral', readonly string[]>>;
  readonly noLaterality: readonly string[];
  readonly classes: Readonly<Record<string, RawClass>>;
  readonly noFinding: Readonly<
    Record<'ignore' | 'normalBefore' | 'normalAfter' | 'switchOff', readonly string[]>
  >;
}

const rulesFile = new URL('../rules/chexpert-lite.json', import.meta.url);
let loaded: LabelerRules | undefined;

/**
 * The CheXpert-lite rules of this package, read from disk once.
 *
 * @throws Error if the rules file is missing or is not JSON.
 */
export function labelerRules(): LabelerRules {
  loaded ??= compileRules(JSON.parse(readFileSync(rulesFile, 'utf8')) as RawRules);
  return loaded;
}

function compileRules(raw: RawRules): LabelerRules {
  const noLaterality = new Set(raw.noLaterality);
  return {
    ...raw,
    clean: raw.clean.map((rule) => ({ ...rule, pattern: compile(rule.pattern) })),
    sentenceSplit: compile(raw.sentenceSplit),
    token: compile(raw.token),
    cutWords: new Set(raw.cutWords),
    pseudo: raw.pseudo.map(compile),
    uncertainBeforeNegation: compileCues(raw.uncertainBeforeNegation),
    negation: compileCues(raw.negation),
    uncertainty: compileCues(raw.uncertainty),
    insideNormal: raw.insideNormal.map(compile),
    sides: new Map(
      (['bilateral', 'left', 'right'] as const).flatMap((side) =>
        raw.laterality[side].map((word) => [word, side] as const),
      ),
    ),
    labels: raw.labels.flatMap((label) => {
      const rules = raw.classes[label];
      return rules === undefined ? [] : [compileLabel(label, rules, !noLaterality.has(label))];
    }),
    noFinding: {
      ignore: new Set(raw.noFinding.ignore),
      normalBefore: raw.noFinding.normalBefore.map(compile),
      normalAfter: raw.noFinding.normalAfter.map(compile),
      switchOff: raw.noFinding.switchOff.map(compile),
    },
  };
}

function compileLabel(label: FindingLabel, raw: RawClass, hasLaterality: boolean): LabelRules {
  return {
    label,
    mentions: raw.mentions.map(compile),
    unmentions: raw.unmentions.map(compile),
    alwaysUncertain: (raw.alwaysUncertain ?? []).map(compile),
    anchors: (raw.anchors ?? []).map(compile),
    anchorBefore: raw.anchorBefore ?? 0,
    positive: (raw.positive ?? []).map(compile),
    normal: (raw.normal ?? []).map(compile),
    hasLaterality,
  };
}

function compileCues(raw: RawCuePair): CuePair {
  const list = (cues: readonly RawCue[]): Cue[] =>
    cues.map((cue) => ({ pattern: compile(cue.pattern), window: cue.window ?? Infinity }));
  return { before: list(raw.before), after: list(raw.after) };
}

// Flag g serves matchAll and replaceAll, which ignore lastIndex; plain searches go
// through `found`, which does too.
function compile(pattern: string): RegExp {
  return new RegExp(pattern, 'g');
}

/** Whether any of the patterns matches anywhere in the text. */
export function found(patterns: readonly RegExp[], text: string): boolean {
  return patterns.some((pattern) => text.search(pattern) >= 0);
}
