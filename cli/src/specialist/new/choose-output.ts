// SPDX-License-Identifier: Apache-2.0
import type { NamedArray } from '@asarg/runtime';
import type { Guess } from './guess.js';
import type { Kind, NewCommand } from './new-command.js';
import type { InputPlan } from './read-input.js';

/** What an output's dimensions are taken to be. */
export type OutputForm =
  | {
      readonly form: 'maps';
      readonly channels: number;
      readonly rows: number;
      readonly columns: number;
      readonly layout: 'CHW' | 'HWC';
    }
  | { readonly form: 'vector'; readonly channels: number }
  | { readonly form: 'tokens'; readonly count: number; readonly channels: number };

/** The graph's output that the bundle is made of. */
export interface OutputChoice {
  readonly name: string;
  readonly array: NamedArray;
  readonly form: OutputForm;
  readonly kind: Kind;
}

type Candidate = Omit<OutputChoice, 'kind'>;

/** Maps finer than this part of the input's rows are masks; coarser ones are features. */
const finestFeatures = 8;
/** Vectors this long are features rather than labels. */
const mostLabels = 64;

/**
 * Chooses the output: maps as fine as the input before labels before features, the finest of them;
 * of equal ones the first, unless a name is given.
 * @throws Error listing the outputs if none can be used.
 */
export function chooseOutput(
  outputs: Readonly<Record<string, NamedArray>>,
  { pixelProfile }: InputPlan,
  command: NewCommand,
  guesses: Guess[],
): OutputChoice {
  const listed = Object.entries(outputs)
    .map(([name, { dtype, shape }]) => `'${name}' ${dtype} [${shape}]`)
    .join(', ');
  if (command.output !== undefined && !Object.hasOwn(outputs, command.output)) {
    throw new Error(`--output: expected one of ${listed}; found '${command.output}'`);
  }
  const choices = Object.entries(outputs)
    .filter(([name]) => command.output === undefined || name === command.output)
    .flatMap(([name, array]) => {
      const form = formOf(array, pixelProfile);
      return form ? [withKind({ name, array, form }, pixelProfile.height, command)] : [];
    })
    .filter(({ kind, form }) => kind !== 'segmenter' || form.form === 'maps')
    .filter(({ kind, form }) => kind !== 'classifier' || form.form === 'vector')
    .toSorted((a, b) => rank(a, command) - rank(b, command));
  const [best, next] = choices;
  if (!best) {
    const wanted = command.kind ? ` for a ${command.kind}` : '';
    throw new Error(
      `expected an output of rank 2 to 4 with a batch of 1${wanted}: [1, channels, rows, columns], ` +
        `[1, rows, columns] or [1, labels]; found ${listed}`,
    );
  }
  if (next) {
    const taken = `'${best.name}' [${best.array.shape}]`;
    const why = `the network gives ${listed}`;
    guesses.push({ about: 'output', taken, why, change: '--output NAME' });
  }
  if (!command.kind) {
    const why = `its output is [${best.array.shape}]`;
    guesses.push({ about: 'kind', taken: best.kind, why, change: '--kind KIND' });
  }
  return best;
}

function formOf(
  { shape }: NamedArray,
  { width, height, layout }: InputPlan['pixelProfile'],
): OutputForm | undefined {
  const [batch, ...rest] = shape;
  if (batch !== 1) return undefined;
  const [a, b, c] = rest as [number, number, number];
  switch (rest.length) {
    case 1:
      return { form: 'vector', channels: a };
    case 2:
      return sameAspect(a, b, width, height) && isFine(a, height)
        ? { form: 'maps', channels: 1, rows: a, columns: b, layout: 'CHW' }
        : { form: 'tokens', count: a, channels: b };
    case 3: {
      const [first, last] = [sameAspect(b, c, width, height), sameAspect(a, b, width, height)];
      return first === last
        ? layout === 'HWC'
          ? maps('HWC')
          : maps('CHW')
        : maps(first ? 'CHW' : 'HWC');
    }
    default:
      return undefined;
  }
  function maps(order: 'CHW' | 'HWC'): OutputForm {
    const [channels, rows, columns] = order === 'CHW' ? [a, b, c] : [c, a, b];
    return { form: 'maps', channels, rows, columns, layout: order };
  }
}

function sameAspect(rows: number, columns: number, width: number, height: number): boolean {
  return rows * width === columns * height;
}

function isFine(rows: number, height: number): boolean {
  return rows * finestFeatures >= height;
}

function withKind(candidate: Candidate, height: number, command: NewCommand): OutputChoice {
  return { ...candidate, kind: command.kind ?? kindOf(candidate, height, command) };
}

function kindOf({ form, array }: Candidate, height: number, { classes }: NewCommand): Kind {
  if (form.form === 'tokens') return 'features';
  if (form.form === 'maps') return isFine(form.rows, height) ? 'segmenter' : 'features';
  const isLabels = classes ? classes.length === form.channels : form.channels <= mostLabels;
  const isProbability =
    array.data instanceof Float32Array && array.data.every((value) => value >= 0 && value <= 1);
  return isLabels || isProbability ? 'classifier' : 'features';
}

const order: readonly Kind[] = ['segmenter', 'classifier', 'features'];

/** Lower is better; fits of the number of classes go before size. */
function rank({ kind, form }: OutputChoice, { classes }: NewCommand): number {
  const extra = classes ? form.channels - classes.length : 0;
  const fits = extra === 0 || extra === 1 ? 0 : 1;
  const pixels = form.form === 'maps' ? form.rows * form.columns : 1;
  return order.indexOf(kind) * 10 + fits * 2 + 1 / pixels;
}
