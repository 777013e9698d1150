// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { addressSetting, readConfig } from './config.js';
import { ConfigError } from './config-error.js';
import type { Environment } from './environment.js';
import { parsePermissions, type PermissionPolicy } from './permissions/permission-policy.js';
import type { CertificateSource } from './tls/certificate-source.js';
import { processCertificates } from './tls/process-certificates.js';
import { z } from 'zod';

/** Who may connect to a server, and what they may call. */
export interface ServerSecurity {
  /** Mutual TLS with these. @default connections are not secured */
  readonly certificates?: CertificateSource;
  /** @default everything is allowed */
  readonly permissions?: PermissionPolicy;
  /** Address `host:port` that answers health, and nothing else, without TLS. @default none */
  readonly healthListen?: string;
}

/** The environment variables besides those of TLS. */
export const securityVariables = {
  permissions: 'ASARG_PERMISSIONS',
  healthListen: 'ASARG_HEALTH_LISTEN',
} as const;

const schema = z.object({
  permissions: z.string().optional(),
  healthListen: addressSetting().optional(),
});

/**
 * Reads the settings that every server has, and the files that they name: ASARG_TLS_CERT,
 * ASARG_TLS_KEY and ASARG_TLS_CA, ASARG_PERMISSIONS, ASARG_HEALTH_LISTEN.
 * @throws ConfigError naming the variable, what was expected and what was found.
 */
export function readServerSecurity(env: Environment = process.env): ServerSecurity {
  const { permissions, healthListen } = readConfig(schema, env, securityVariables);
  const certificates = processCertificates(env);
  return {
    ...(certificates && { certificates }),
    ...(permissions && { permissions: readPermissions(permissions) }),
    ...(healthListen && { healthListen }),
  };
}

function readPermissions(path: string): PermissionPolicy {
  const name = securityVariables.permissions;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new ConfigError([`${name}: expected a readable file, found ${code}: ${path}`]);
  }
  try {
    return parsePermissions(text);
  } catch (error) {
    throw new ConfigError([`${name}: ${path}: ${(error as Error).message}`]);
  }
}
