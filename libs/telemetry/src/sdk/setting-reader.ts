// SPDX-License-Identifier: Apache-2.0
import type { Environment } from './environment.js';

/** Reads variables one by one and collects what is wrong with them. */
export interface SettingReader {
  /** One sentence per variable that is not as it should be. */
  readonly problems: readonly string[];
  /** The text of a variable; blank is unset. */
  text(name: string): string | undefined;
  /** One of the words, else the default. */
  word<const W extends string>(names: readonly string[], words: readonly W[], unset: W): W;
  /** Words separated by commas, of which `none` stands alone; undefined when unset. */
  words<const W extends string>(name: string, words: readonly W[]): readonly W[] | undefined;
  /** A number within [min, max]. */
  number(name: string, min: number, max: number, unset: number): number;
  /** A whole number within [min, max]. */
  integer(name: string, min: number, max: number, unset: number): number;
  /** Notes a problem in the form of the others. */
  refuse(name: string, expected: string): void;
}

/** A reader of these variables. */
export function createSettingReader(env: Environment): SettingReader {
  const problems: string[] = [];
  const text = (name: string): string | undefined => env[name]?.trim() || undefined;
  const refuse = (name: string, expected: string): void => {
    problems.push(`${name}: expected ${expected}, found '${text(name) ?? ''}'`);
  };
  const number = (name: string, min: number, max: number, unset: number, what: string): number => {
    const found = text(name);
    if (found === undefined) {
      return unset;
    }
    const value = Number(found);
    if (!(value >= min && value <= max) || (what !== 'a number' && !Number.isInteger(value))) {
      refuse(name, `${what} from ${min} to ${max}`);
      return unset;
    }
    return value;
  };
  return {
    problems,
    text,
    refuse,
    word(names, words, unset) {
      const name = names.find((each) => text(each) !== undefined);
      if (name === undefined) {
        return unset;
      }
      // By the specification, case does not matter in words.
      const found = words.find((word) => word === text(name)?.toLowerCase());
      if (found === undefined) {
        refuse(name, `one of ${words.join(', ')}`);
      }
      return found ?? unset;
    },
    words(name, words) {
      const found = text(name)
        ?.toLowerCase()
        .split(',')
        .map((part) => part.trim());
      if (found === undefined) {
        return undefined;
      }
      if (found.length === 1 && found[0] === 'none') {
        return [];
      }
      const known = words.filter((word) => found.includes(word));
      if (!found.every((part) => (words as readonly string[]).includes(part))) {
        refuse(name, `none, or some of ${words.join(', ')}`);
      }
      return known;
    },
    number: (name, min, max, unset) => number(name, min, max, unset, 'a number'),
    integer: (name, min, max, unset) => number(name, min, max, unset, 'a whole number'),
  };
}
