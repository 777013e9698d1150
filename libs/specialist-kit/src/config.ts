// SPDX-License-Identifier: Apache-2.0
import { protoRoot } from '@asarg/contracts';
import type { ExecutionProvider } from '@asarg/runtime';
import {
  addressSetting,
  integerSetting,
  logLevels,
  readConfig,
  readServerSecurity,
  wordSetting,
  z,
  type Environment,
  type LogLevel,
  type ServerSecurity,
} from '@asarg/service-kit';
import { join, resolve } from 'node:path';
import { faultOfAdvertised, isUnspecified } from './advertised-address.js';

/** Settings of a specialist process. */
export interface SpecialistConfig {
  /** Folder of the model bundle. @default models/compact/<service> of the repository */
  readonly bundle: string;
  /** File or folder of PEM public keys, one of which must have signed it. @default none must */
  readonly trustedKeys?: string;
  /** Address to listen on. */
  readonly listen: string;
  /** @default 'cpu' */
  readonly executionProvider: ExecutionProvider;
  /** Threads inside one operator, 1 to 256. @default 1 */
  readonly threads: number;
  /**
   * Requests that the network is given together at most, 1 to 64.
   * @default 1 on `cpu`, 8 elsewhere
   */
  readonly maxBatch?: number;
  /** Requests that may wait for the model, 0 to 10000. @default 32 */
  readonly queue: number;
  /** Milliseconds that requests in flight may take to finish at shutdown. @default 10000 */
  readonly drainMs: number;
  /** Milliseconds after which a client is asked to connect anew, from 100. @default never */
  readonly maxConnectionAgeMs?: number;
  /** @default 'info' */
  readonly logLevel: LogLevel;
  /** gRPC target of the registry to join, host:port. @default none */
  readonly join?: string;
  /** Name to join under: a-z, 0-9 and '-', at most 63 characters. @default the service's */
  readonly name?: string;
  /** Where the registry reaches this process, host:port. @default the address listened on */
  readonly advertise?: string;
  /** Who may connect, and what they may call. @default everyone everything, without TLS */
  readonly security?: ServerSecurity;
}

/** The environment variable of each setting; those of `security` are the service kit's. */
export const specialistVariables = {
  bundle: 'ASARG_BUNDLE',
  trustedKeys: 'ASARG_TRUSTED_KEYS',
  listen: 'ASARG_LISTEN',
  executionProvider: 'ASARG_EXECUTION_PROVIDER',
  threads: 'ASARG_THREADS',
  maxBatch: 'ASARG_MAX_BATCH',
  queue: 'ASARG_QUEUE',
  drainMs: 'ASARG_DRAIN_MS',
  maxConnectionAgeMs: 'ASARG_MAX_CONNECTION_AGE_MS',
  logLevel: 'ASARG_LOG_LEVEL',
  join: 'ASARG_JOIN',
  name: 'ASARG_NAME',
  advertise: 'ASARG_ADVERTISE',
} as const satisfies Record<keyof Omit<SpecialistConfig, 'security'>, string>;

/**
 * Reads the settings of the specialist with the given name and default address.
 * @throws ConfigError naming every invalid variable at once.
 */
export function readSpecialistConfig(
  service: string,
  defaultListen: string,
  env: Environment = process.env,
): SpecialistConfig {
  const settings = z.object({
    bundle: z
      .string()
      .default(join(protoRoot, '..', 'models', 'compact', service))
      .transform((folder) => resolve(folder)),
    trustedKeys: z.string().optional(),
    listen: addressSetting().default(defaultListen),
    executionProvider: wordSetting('cpu', 'cuda', 'webgpu').default('cpu'),
    threads: integerSetting(1, 256).default(1),
    maxBatch: integerSetting(1, 64).optional(),
    queue: integerSetting(0, 10_000).default(32),
    drainMs: integerSetting(0, 3_600_000).default(10_000),
    maxConnectionAgeMs: integerSetting(100, 3_600_000).optional(),
    logLevel: wordSetting(...logLevels).default('info'),
    join: addressSetting().optional(),
    name: nameSetting().default(service),
    advertise: addressSetting().optional(),
  });
  const schema = settings.superRefine(({ join, listen, advertise }, { addIssue }) => {
    const fault =
      advertise !== undefined
        ? faultOfAdvertised(advertise)
        : join !== undefined && isUnspecified(listen)
          ? `expected an address that the registry can call, since ASARG_LISTEN is ${listen}`
          : undefined;
    if (fault !== undefined) {
      addIssue({ code: 'custom', path: ['advertise'], message: fault });
    }
  });
  const config = readConfig<SpecialistConfig>(schema, env, specialistVariables);
  return Object.freeze({ ...config, security: readServerSecurity(env) });
}

function nameSetting() {
  const expected = "expected a name of a-z, 0-9 and '-', at most 63 characters";
  return z.string(expected).regex(/^[a-z0-9][a-z0-9-]{0,62}$/, expected);
}
