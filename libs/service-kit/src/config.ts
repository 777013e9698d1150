// SPDX-License-Identifier: Apache-2.0
import { z, type ZodType } from 'zod';
import { ConfigError } from './config-error.js';
import type { Environment } from './environment.js';

/**
 * Reads the variables that `names` gives for the settings, validates them with `schema` and
 * returns the frozen result. Unset and empty variables are `undefined` to the schema, which gives
 * the defaults.
 * @throws ConfigError naming all invalid variables, what was expected and what was found.
 */
export function readConfig<T>(
  schema: ZodType<T>,
  env: Environment,
  names: Readonly<Record<string, string>>,
): Readonly<T> {
  const raw = Object.fromEntries(
    Object.entries(names).map(([key, name]) => [key, env[name]?.trim() || undefined]),
  );
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map(({ path, message }) => {
        const key = String(path[0] ?? '');
        const found = raw[key] === undefined ? 'nothing' : `'${raw[key]}'`;
        return `${names[key] ?? (key || 'settings')}: ${message}, found ${found}`;
      }),
    );
  }
  return Object.freeze(parsed.data);
}

/** A whole number within [min, max]. */
export function integerSetting(min: number, max: number): ZodType<number, string | undefined> {
  const expected = `expected a whole number from ${min} to ${max}`;
  return z
    .string(expected)
    .regex(/^-?\d+$/, expected)
    .transform(Number)
    .refine((value) => value >= min && value <= max, expected);
}

/** An address `host:port`; port 0 lets the system choose. */
export function addressSetting(): ZodType<string, string | undefined> {
  const expected = 'expected an address host:port';
  return z
    .string(expected)
    .regex(/^([^\s:]+|\[[0-9a-fA-F:]+\]):\d{1,5}$/, expected)
    .refine((value) => Number(value.slice(value.lastIndexOf(':') + 1)) < 65536, expected);
}

/** One of the given words. */
export function wordSetting<const W extends string>(
  ...words: readonly W[]
): ZodType<W, string | undefined> {
  const expected = `expected one of ${words.join(', ')}`;
  return z.custom<W>((value) => words.includes(value as W), expected) as never;
}

/** Levels of a logger, most important first. */
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** One of `logLevels`. */
export type LogLevel = (typeof logLevels)[number];
