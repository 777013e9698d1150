// SPDX-License-Identifier: Apache-2.0
import type { SpecialistManifest } from '@asarg/model-bundle';
import { chooseOutput, type OutputChoice } from './choose-output.js';
import { classRows, type ClassRow } from './class-rows.js';
import type { Guess } from './guess.js';
import { guessDecision, isBackground, summarize, type Decision } from './guess-activation.js';
import type { NewCommand } from './new-command.js';
import type { Probe } from './probe-network.js';
import type { InputPlan } from './read-input.js';

/** What depends on the network in a manifest. */
export interface BundlePlan {
  readonly kind: OutputChoice['kind'];
  readonly manifest: Pick<SpecialistManifest, 'feature' | 'outputs' | 'catalogue' | 'labels'>;
  /** Of a segmenter. */
  readonly classes: readonly ClassRow[];
  readonly guesses: readonly Guess[];
}

/** Rows and columns of the maps that fusion takes. */
const pooledSide = 16;

/**
 * Plans the outputs of a bundle from what the network gave for a drawn film.
 * @throws Error saying what was expected and found if it cannot be used, or not with these classes.
 */
export function planBundle(input: InputPlan, probe: Probe, command: NewCommand): BundlePlan {
  const guesses: Guess[] = [...input.guesses];
  const choice = chooseOutput(probe.outputs, input, command, guesses);
  if (choice.kind === 'features') {
    if (command.classes) {
      throw new Error(`--classes: expected none for features, found ${command.classes.length}`);
    }
    return { kind: 'features', manifest: features(choice), classes: [], guesses };
  }
  const { channels } = choice.form;
  const found = summaryOf(choice);
  const named = command.classes?.map(({ name }) => name);
  const isSegmenter = choice.kind === 'segmenter';
  if (isSegmenter && channels === 1 && found.labels) {
    throw new Error(
      `output '${choice.name}': expected a score for each class and pixel, found class numbers from ` +
        `${found.least} to ${found.greatest}; export the network without its argmax`,
    );
  }
  const decision = guessDecision(found, channels, named, command, guesses);
  const names = namesOf(choice, decision, command, guesses);
  if (!isSegmenter) {
    const labels = names.map(({ name }) => name);
    const manifest = { ...classifier(choice, decision, labels.length), labels };
    return { kind: 'classifier', manifest, classes: [], guesses };
  }
  const classes = classRows(names, command.provenance);
  return { kind: 'segmenter', manifest: segmenter(choice, decision, classes), classes, guesses };
}

function summaryOf({ name, array, form }: OutputChoice) {
  const { dtype, data } = array;
  if (data instanceof BigInt64Array || dtype === 'float16') {
    const floats = data instanceof BigInt64Array ? Float32Array.from(data, Number) : undefined;
    if (floats) return summarize(floats, form.channels, isLast(form));
    throw new Error(
      `output '${name}': expected float32 values to look at, found float16; export it as float32`,
    );
  }
  return summarize(Float32Array.from(data), form.channels, isLast(form));
}

function isLast(form: OutputChoice['form']): boolean {
  return form.form === 'maps' && form.layout === 'HWC';
}

/** The names of the classes that are kept, one per channel. */
function namesOf(
  { name, form: { channels }, kind }: OutputChoice,
  { background }: Decision,
  { classes }: NewCommand,
  guesses: Guess[],
): NonNullable<NewCommand['classes']> {
  if (background !== undefined && background >= channels) {
    throw new Error(
      `--background: expected a channel from 0 to ${channels - 1}, found ${background}`,
    );
  }
  const count = channels - Number(background !== undefined);
  if (!classes) {
    const word = kind === 'segmenter' ? 'class' : 'label';
    const names = Array.from({ length: count }, (_, k) => ({ name: `${word} ${k + 1}` }));
    const taken = `${count} without names`;
    guesses.push({ about: 'classes', taken, why: 'none were given', change: '--classes LIST' });
    return names;
  }
  const kept = classes.filter(({ name: one }, k) => !(k === background && isBackground(one)));
  if (kept.length !== count) {
    const besides =
      background === undefined ? '' : ` besides the background, channel ${background}`;
    throw new Error(
      `--classes: expected ${count} for the ${channels} channels of '${name}'${besides}, ` +
        `found ${kept.length}: ${kept.map((one) => one.name).join(', ')}`,
    );
  }
  return kept;
}

function segmenter(
  { name, form }: OutputChoice,
  { activation, threshold, background }: Decision,
  classes: readonly ClassRow[],
): BundlePlan['manifest'] {
  const { rows, columns, layout } = form as Extract<OutputChoice['form'], { form: 'maps' }>;
  const count = classes.length;
  const source = {
    output: name,
    activation,
    layout,
    ...(background !== undefined && { background }),
  };
  const cleanings = classes.map(({ clean }) => clean);
  const clean = new Set(cleanings).size === 1 ? cleanings[0]! : cleanings;
  const feature = 'SEGMENTATION' as const;
  const masks = {
    name: 'masks',
    feature,
    dtype: 'bit' as const,
    shape: [count, rows, columns],
    meaning: 'a mask for each class',
    from: { ...source, ...(threshold !== undefined && { threshold }), clean },
  };
  const pool = { rows: pooledSide, columns: pooledSide, method: 'mean' as const };
  const pooled = {
    name: 'pooled',
    feature,
    dtype: 'float32' as const,
    shape: [count, pooledSide, pooledSide],
    meaning: 'mean probability of each class in the cells of a grid over the film',
    from: { ...source, clean: 'none' as const, pool },
  };
  const catalogue = classes.map(({ row }) => row);
  return { feature, outputs: [masks, pooled], catalogue, labels: [] };
}

function classifier({ name }: OutputChoice, decision: Decision, count: number) {
  const { activation, background } = decision;
  const feature = 'FINDING_TAGS' as const;
  const from = {
    output: name,
    activation,
    layout: 'CHW' as const,
    clean: 'none' as const,
    ...(background !== undefined && { background }),
  };
  const meaning = 'probability of each label';
  const tags = {
    name: 'finding_tags',
    feature,
    dtype: 'float32' as const,
    shape: [count],
    meaning,
  };
  return { feature, outputs: [{ ...tags, from }], catalogue: [] };
}

function features({ name, form }: OutputChoice): BundlePlan['manifest'] {
  const isVector = form.form === 'vector';
  const feature = isVector ? ('LATENT_VECTOR' as const) : ('PATCH_TOKENS' as const);
  const tokens =
    form.form === 'maps' ? form.rows * form.columns : form.form === 'tokens' ? form.count : 1;
  const layout = form.form === 'maps' ? form.layout : 'CHW';
  const output = {
    name: isVector ? 'latent' : 'patch_tokens',
    feature,
    dtype: 'float32' as const,
    shape: isVector ? [form.channels] : [tokens, form.channels],
    meaning: isVector ? 'one vector for the film' : 'features of the film, row by row',
    from: { output: name, activation: 'none' as const, layout, clean: 'none' as const },
  };
  return { feature, outputs: [output], catalogue: [], labels: [] };
}
