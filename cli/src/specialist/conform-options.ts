// SPDX-License-Identifier: Apache-2.0
import { numberOption, parseCommand, UsageError } from '../usage.js';

/** What `asarg specialist conform` is to do. */
export interface ConformCommand {
  /** gRPC target, host:port. */
  readonly address: string;
  readonly bundle?: string;
  readonly command?: string;
  readonly only: readonly string[];
  readonly totalMs?: number;
  /** File for JUnit XML. */
  readonly junit?: string;
  /** File for the report as JSON. */
  readonly json?: string;
}

const name = 'specialist conform';

/** Reads the command line. @throws UsageError */
export function readConformCommand(args: readonly string[]): ConformCommand | 'list' {
  const { values, positionals } = parseCommand(name, args, {
    bundle: { type: 'string' },
    command: { type: 'string' },
    only: { type: 'string' },
    timeout: { type: 'string' },
    junit: { type: 'string' },
    json: { type: 'string' },
    list: { type: 'boolean' },
  });
  if (values.list) {
    return 'list';
  }
  const [address, ...more] = positionals;
  if (address === undefined || more.length > 0) {
    const found = address === undefined ? 'none' : `${positionals.length}`;
    throw new UsageError(`expected one ADDRESS, found ${found}`, name);
  }
  if (!/^.+:\d{1,5}$/.test(address)) {
    throw new UsageError(`expected an ADDRESS such as 127.0.0.1:7020, found "${address}"`, name);
  }
  const { bundle, command, junit, json } = values;
  const range = { least: 1, most: 86_400 };
  const seconds = numberOption(name, 'timeout', values.timeout, range);
  return {
    address,
    only: (values.only ?? '').split(',').filter(Boolean),
    ...(bundle !== undefined && { bundle }),
    ...(command !== undefined && { command }),
    ...(junit !== undefined && { junit }),
    ...(json !== undefined && { json }),
    ...(seconds !== undefined && { totalMs: seconds * 1000 }),
  };
}
