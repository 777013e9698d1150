// SPDX-License-Identifier: Apache-2.0

/** A command line as a program, its arguments and variables set for it alone. */
export interface SplitCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Splits a command line at spaces, with '…' and "…" to keep some and leading NAME=VALUE words as
 * environment. No shell takes part, so that a signal reaches the program itself.
 * @throws RangeError if there is no program, or a quote is not closed.
 */
export function splitCommand(command: string): SplitCommand {
  const words = wordsOf(command);
  const environment: Record<string, string> = {};
  for (;;) {
    const [name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(words[0] ?? '')?.slice(1) ?? [];
    if (name === undefined) {
      break;
    }
    environment[name] = value ?? '';
    words.shift();
  }
  const [program, ...args] = words;
  if (program === undefined) {
    throw new RangeError(`expected a command such as "node server.js", found "${command}"`);
  }
  return { program, args, environment };
}

function wordsOf(command: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (const sign of command) {
    if (quote) {
      if (sign === quote) {
        quote = '';
      } else {
        word += sign;
      }
    } else if (sign === "'" || sign === '"') {
      quote = sign;
      word ??= '';
    } else if (/\s/.test(sign)) {
      if (word !== undefined) {
        words.push(word);
      }
      word = undefined;
    } else {
      word = (word ?? '') + sign;
    }
  }
  if (quote) {
    throw new RangeError(`expected a closing ${quote}, found none in: ${command}`);
  }
  return word === undefined ? words : [...words, word];
}
