// SPDX-License-Identifier: Apache-2.0
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** Thrown when the command line is wrong; the command ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  constructor(
    message: string,
    /** Command whose help to point at; empty for the whole program. */
    readonly command: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Exit codes, the same for every command. */
export const exitCode = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** `util.parseArgs`, strict, with its errors as UsageError. */
export function parseCommand<T extends ParseArgsOptionsConfig>(
  command: string,
  args: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // parseArgs explains how to pass arguments that begin with a dash; that is for programmers.
    const message = (error as Error).message.split('. To specify')[0] ?? '';
    throw new UsageError(message.replace(/\.$/, ''), command, { cause: error });
  }
}

/** A number option, in a range. */
export function numberOption(
  command: string,
  name: string,
  text: string | undefined,
  range: { readonly least: number; readonly most: number; readonly whole?: boolean },
): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? NaN : Number(text);
  const fits = value >= range.least && value <= range.most;
  if (!fits || (range.whole && !Number.isInteger(value))) {
    const kind = range.whole ? 'a whole number' : 'a number';
    throw new UsageError(
      `--${name}: expected ${kind} from ${range.least} to ${range.most}, found "${text}"`,
      command,
    );
  }
  return value;
}

/**
 * The URL of a gateway, with `http://` in front if it has no scheme; undefined for none.
 * @param where - the option or variable that it comes from.
 */
export function gatewayUrlOf(
  command: string,
  where: string,
  text: string | undefined,
): string | undefined {
  if (!text) return undefined;
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.parse(withScheme);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(
      `${where}: expected a URL such as http://127.0.0.1:8080, found "${text}"`,
      command,
    );
  }
  return url.href;
}
