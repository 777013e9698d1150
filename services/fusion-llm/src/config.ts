// SPDX-License-Identifier: Apache-2.0
import { kubernetesApiSetting, kubernetesVariables } from '@asarg/kubernetes';
import {
  addressSetting,
  integerSetting,
  logLevels,
  readConfig,
  readServerSecurity,
  wordSetting,
  type Environment,
  type ServerSecurity,
} from '@asarg/service-kit';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const fromRepository = (path: string) =>
  fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const maxMs = 3_600_000;

const schema = z.object({
  listen: addressSetting().default('127.0.0.1:7010'),
  bundle: z.string().default(fromRepository('models/compact/fusion')),
  trustedKeys: z.string().optional(),
  registry: z.string().default(fromRepository('deploy/registry.json')),
  kubernetes: kubernetesApiSetting().optional(),
  kubernetesNamespace: z.string().optional(),
  kubernetesSelector: z.string().default('app.kubernetes.io/component=specialist'),
  kubernetesTokenFile: z.string().optional(),
  kubernetesCaFile: z.string().optional(),
  kubernetesServiceHost: z.string().optional(),
  kubernetesServicePort: z.string().optional(),
  reportDeadlineMs: integerSetting(1, maxMs).default(30_000),
  specialistDeadlineMs: integerSetting(1, maxMs).default(5_000),
  maxReports: integerSetting(1, 1024).default(8),
  cacheMb: integerSetting(0, 1_048_576).default(0),
  maxConnectionAgeMs: integerSetting(100, maxMs).optional(),
  threads: integerSetting(1, 256).default(2),
  executionProvider: wordSetting('cpu', 'cuda', 'webgpu').default('cpu'),
  drainMs: integerSetting(0, maxMs).default(10_000),
  logLevel: wordSetting(...logLevels).default('info'),
});

/** Settings of this service; names with units. */
export interface FusionConfig extends Readonly<z.infer<typeof schema>> {
  /** Who may connect, and what they may call. @default everyone everything, without TLS */
  readonly security?: ServerSecurity;
}

/**
 * Reads the settings from the environment.
 * @throws ConfigError naming every invalid variable.
 */
export function readFusionConfig(env: Environment = process.env): FusionConfig {
  const config = readConfig(schema, env, {
    listen: 'ASARG_LISTEN',
    bundle: 'ASARG_BUNDLE',
    trustedKeys: 'ASARG_TRUSTED_KEYS',
    registry: 'ASARG_REGISTRY',
    ...kubernetesVariables,
    kubernetesSelector: 'ASARG_KUBERNETES_SELECTOR',
    reportDeadlineMs: 'ASARG_REPORT_DEADLINE_MS',
    specialistDeadlineMs: 'ASARG_SPECIALIST_DEADLINE_MS',
    maxReports: 'ASARG_MAX_REPORTS',
    cacheMb: 'ASARG_CACHE_MB',
    maxConnectionAgeMs: 'ASARG_MAX_CONNECTION_AGE_MS',
    threads: 'ASARG_THREADS',
    executionProvider: 'ASARG_EXECUTION_PROVIDER',
    drainMs: 'ASARG_DRAIN_MS',
    logLevel: 'ASARG_LOG_LEVEL',
  });
  return Object.freeze({ ...config, security: readServerSecurity(env) });
}
