// SPDX-License-Identifier: Apache-2.0
import { GateMode, type GenerationOptions } from '@asarg/contracts';
import { ProblemError } from './problem.js';

interface OptionRule {
  readonly expected: string;
  readonly accepts: (value: number) => boolean;
}

const isWhole = (low: number, high: number) => (value: number) =>
  Number.isInteger(value) && value >= low && value <= high;

type NumberOption = Exclude<keyof GenerationOptions, 'without' | 'gate'>;

const rules: Readonly<Record<NumberOption, OptionRule>> = {
  seed: { expected: 'a whole number from 0 to 4294967295', accepts: isWhole(0, 0xffff_ffff) },
  temperature: { expected: 'a number from 0 to 2', accepts: (value) => value >= 0 && value <= 2 },
  topP: { expected: 'a number above 0, at most 1', accepts: (value) => value > 0 && value <= 1 },
  maxNewTokens: { expected: 'a whole number from 1 to 4096', accepts: isWhole(1, 4096) },
  guidance: { expected: 'a number from 0 to 4', accepts: (value) => value >= 0 && value <= 4 },
};

/** What the input gate can be told to do. */
export const gateModes = { enforce: GateMode.ENFORCE, warn: GateMode.WARN } as const;

const numberPattern = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const slotPattern = /^[\w-]{1,64}$/;

/** Options of a report from the form's text fields; throws ProblemError for an invalid one. */
export function readOptions(fields: ReadonlyMap<string, string>): GenerationOptions {
  const options: GenerationOptions = { without: [], gate: GateMode.UNSPECIFIED };
  for (const [name, text] of fields) {
    // An HTML form sends its untouched fields as empty text: the default is meant.
    if (name === 'without') {
      options.without = text === '' ? [] : readSlots(text);
    } else if (name === 'gate') {
      options.gate = text === '' ? GateMode.UNSPECIFIED : readGate(text);
    } else if (Object.hasOwn(rules, name)) {
      if (text !== '') options[name as NumberOption] = readNumber(name as NumberOption, text);
    } else {
      throw unknownOption(name);
    }
  }
  return options;
}

function readNumber(name: NumberOption, text: string): number {
  const value = numberPattern.test(text) ? Number(text) : Number.NaN;
  if (rules[name].accepts(value)) return value;
  const found = numberPattern.test(text) ? text : 'something that is not a number';
  throw invalidOption(name, rules[name].expected, found);
}

/** Names of slots; whether the fusion bundle has them is for fusion-llm to say. */
function readSlots(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const bad = names.some((name) => !slotPattern.test(name));
  if (!bad) return [...new Set(names)];
  throw invalidOption('without', 'names of slots, separated by commas', 'something else');
}

function readGate(text: string): GateMode {
  if (Object.hasOwn(gateModes, text)) return gateModes[text as keyof typeof gateModes];
  const found = /^\w{1,32}$/.test(text) ? text : 'something else';
  throw invalidOption('gate', Object.keys(gateModes).join(' or '), found);
}

function unknownOption(name: string): ProblemError {
  return new ProblemError('invalid-option', 'The form has an unknown field.', {
    expected: `image, ${Object.keys(rules).join(', ')}, without, gate`,
    found: /^\w{1,32}$/.test(name) ? name : 'another name',
  });
}

function invalidOption(name: string, expected: string, found: string): ProblemError {
  return new ProblemError('invalid-option', `Option ${name} is out of range.`, { expected, found });
}
