// SPDX-License-Identifier: Apache-2.0
import type { GenerationOptions } from '@asarg/contracts';
import { ProblemError } from './problem.js';

interface OptionRule {
  readonly expected: string;
  readonly accepts: (value: number) => boolean;
}

const isWhole = (low: number, high: number) => (value: number) =>
  Number.isInteger(value) && value >= low && value <= high;

const rules: Readonly<Record<keyof GenerationOptions, OptionRule>> = {
  seed: { expected: 'a whole number from 0 to 4294967295', accepts: isWhole(0, 0xffff_ffff) },
  temperature: { expected: 'a number from 0 to 2', accepts: (value) => value >= 0 && value <= 2 },
  topP: { expected: 'a number above 0, at most 1', accepts: (value) => value > 0 && value <= 1 },
  maxNewTokens: { expected: 'a whole number from 1 to 4096', accepts: isWhole(1, 4096) },
  guidance: { expected: 'a number from 0 to 4', accepts: (value) => value >= 0 && value <= 4 },
};

const numberPattern = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Options of a report from the form's text fields; throws ProblemError for an invalid one. */
export function readOptions(fields: ReadonlyMap<string, string>): GenerationOptions {
  const options: GenerationOptions = {};
  for (const [name, text] of fields) {
    if (!Object.hasOwn(rules, name)) throw unknownOption(name);
    const key = name as keyof GenerationOptions;
    // An HTML form sends its untouched fields as empty text: the default is meant.
    if (text === '') continue;
    const value = numberPattern.test(text) ? Number(text) : Number.NaN;
    if (!rules[key].accepts(value)) throw invalidOption(name, rules[key].expected, text);
    options[key] = value;
  }
  return options;
}

function unknownOption(name: string): ProblemError {
  return new ProblemError('invalid-option', 'The form has an unknown field.', {
    expected: `image, ${Object.keys(rules).join(', ')}`,
    found: /^\w{1,32}$/.test(name) ? name : 'another name',
  });
}

function invalidOption(name: string, expected: string, text: string): ProblemError {
  return new ProblemError('invalid-option', `Option ${name} is out of range.`, {
    expected,
    found: numberPattern.test(text) ? text : 'something that is not a number',
  });
}
