// SPDX-License-Identifier: Apache-2.0
import { numberOption, parseCommand, UsageError } from '../../usage.js';

/** What a network is made into. */
export const kinds = ['segmenter', 'classifier', 'features'] as const;
export type Kind = (typeof kinds)[number];

const provenances = ['measured', 'derived', 'weak', 'synthetic', 'untrained'] as const;
const activations = ['none', 'sigmoid', 'softmax'] as const;
const profiles = ['linear@1', 'rank-squash@1'] as const;

/** A parsed `asarg specialist new` line; what is absent is guessed. */
export interface NewCommand {
  readonly name: string;
  readonly onnx: string;
  readonly folder: string;
  /** Names in channel order, each with what follows its `=`. */
  readonly classes: readonly { readonly name: string; readonly target?: string }[] | undefined;
  readonly kind: Kind | undefined;
  readonly output: string | undefined;
  readonly provenance: (typeof provenances)[number];
  readonly size: { readonly width: number; readonly height: number } | undefined;
  readonly channels: 1 | 3 | undefined;
  readonly profile: (typeof profiles)[number];
  readonly range: 'minmax' | 'percentile' | 'dtype' | undefined;
  readonly mean: readonly number[] | undefined;
  readonly std: readonly number[] | undefined;
  readonly aspect: 'stretch' | 'letterbox' | undefined;
  readonly activation: (typeof activations)[number] | undefined;
  readonly threshold: number | 'argmax' | undefined;
  readonly background: number | 'none' | undefined;
  readonly licence: string;
  readonly description: string | undefined;
  readonly steps: boolean;
}

/** For UsageError: whose help to point at. */
export const command = 'specialist new';

/**
 * Reads the arguments after `asarg specialist new`.
 * @throws UsageError saying what was expected and found.
 */
export function readNewCommand(args: readonly string[]): NewCommand {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseCommand(command, args, {
    onnx: text,
    out: text,
    classes: text,
    kind: text,
    output: text,
    provenance: text,
    size: text,
    channels: text,
    profile: text,
    range: text,
    mean: text,
    std: text,
    aspect: text,
    activation: text,
    threshold: text,
    background: text,
    licence: text,
    description: text,
    steps: { type: 'boolean' },
  });
  const [name, ...rest] = positionals;
  if (name === undefined || rest.length > 0 || !/^[a-z0-9][\w.-]*$/i.test(name)) {
    const found = name === undefined ? 'none' : `"${positionals.join(' ')}"`;
    throw new UsageError(
      `expected one NAME of letters, digits, "-" and "_", found ${found}`,
      command,
    );
  }
  if (!values.onnx) throw new UsageError('--onnx: expected an ONNX file, found none', command);
  const whole = (option: 'channels' | 'background', least: number, most: number) =>
    numberOption(command, option, values[option], { least, most, whole: true });
  const channels = whole('channels', 1, 3);
  if (channels === 2) throw new UsageError('--channels: expected 1 or 3, found 2', command);
  return {
    name,
    onnx: values.onnx,
    folder: values.out ?? name,
    classes: values.classes === undefined ? undefined : readClasses(values.classes),
    kind: oneOf('kind', values.kind, kinds),
    output: values.output,
    provenance: oneOf('provenance', values.provenance, provenances) ?? 'measured',
    size: readSize(values.size),
    channels: channels as 1 | 3 | undefined,
    profile: oneOf('profile', values.profile, profiles) ?? 'linear@1',
    range: oneOf('range', values.range, ['minmax', 'percentile', 'dtype'] as const),
    mean: readNumbers('mean', values.mean),
    std: readNumbers('std', values.std),
    aspect: oneOf('aspect', values.aspect, ['stretch', 'letterbox'] as const),
    activation: oneOf('activation', values.activation, activations),
    threshold:
      values.threshold === 'argmax'
        ? 'argmax'
        : numberOption(command, 'threshold', values.threshold, { least: 0, most: 1 }),
    background: values.background === 'none' ? 'none' : whole('background', 0, 65_535),
    licence: values.licence ?? 'NOASSERTION',
    description: values.description,
    steps: values.steps ?? false,
  };
}

function oneOf<T extends string>(
  option: string,
  text: string | undefined,
  choices: readonly T[],
): T | undefined {
  const found = choices.find((choice) => choice === text);
  if (text !== undefined && found === undefined) {
    throw new UsageError(`--${option}: expected ${choices.join(', ')}; found "${text}"`, command);
  }
  return found;
}

function readClasses(text: string): NonNullable<NewCommand['classes']> {
  return text.split(',').map((part) => {
    const [name = '', target] = part.split('=').map((side) => side.trim());
    if (name === '' || target === '') {
      throw new UsageError(
        `--classes: expected names such as "left lung,right lung=SCT:3341006", found "${text}"`,
        command,
      );
    }
    return target === undefined ? { name } : { name, target };
  });
}

function readSize(text: string | undefined): NewCommand['size'] {
  if (text === undefined) return undefined;
  const [, width, height] = /^(\d{1,4})(?:x(\d{1,4}))?$/.exec(text) ?? [];
  if (!Number(width) || height === '0') {
    throw new UsageError(
      `--size: expected pixels such as 512 or 512x640, found "${text}"`,
      command,
    );
  }
  return { width: Number(width), height: Number(height ?? width) };
}

function readNumbers(option: string, text: string | undefined): readonly number[] | undefined {
  if (text === undefined) return undefined;
  const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (!numbers.every(Number.isFinite)) {
    throw new UsageError(
      `--${option}: expected numbers such as 0.5,0.5,0.5; found "${text}"`,
      command,
    );
  }
  return numbers;
}
