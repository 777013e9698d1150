// SPDX-License-Identifier: Apache-2.0
import { resolve } from 'node:path';
import { ConfigError } from '../config-error.js';
import type { Environment } from '../environment.js';

/** Paths of the PEM files of one end of a connection. */
export interface TlsFiles {
  /** Certificate of this process, then the intermediates up to but without the root. */
  readonly certificate: string;
  /** Private key of the certificate. */
  readonly key: string;
  /** Certificates of the authorities that peers must be signed by. */
  readonly authorities: string;
}

/** The environment variable of each file. */
export const tlsVariables = {
  certificate: 'ASARG_TLS_CERT',
  key: 'ASARG_TLS_KEY',
  authorities: 'ASARG_TLS_CA',
} as const satisfies Record<keyof TlsFiles, string>;

/**
 * Where the settings say that certificates are; undefined if none of the three is set.
 * @throws ConfigError naming the missing ones if only some are.
 */
export function readTlsFiles(env: Environment): TlsFiles | undefined {
  const entries = Object.entries(tlsVariables).map(
    ([key, name]) => [key, name, env[name]?.trim() || undefined] as const,
  );
  const set = entries.filter(([, , path]) => path !== undefined);
  if (set.length === 0) {
    return undefined;
  }
  const names = set.map(([, name]) => name).join(' and ');
  const problems = entries
    .filter(([, , path]) => path === undefined)
    .map(([, name]) => `${name}: expected a path, because of ${names}, found nothing`);
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
  return Object.fromEntries(entries.map(([key, , path]) => [key, resolve(path!)])) as never;
}
