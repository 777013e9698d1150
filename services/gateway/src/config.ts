// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import {
  kubernetesApiSetting,
  type KubernetesSettings,
  kubernetesVariables,
} from '@asarg/kubernetes';
import { parseMeshTarget } from '@asarg/mesh-client';
import {
  addressSetting,
  type Environment,
  integerSetting,
  type LogLevel,
  logLevels,
  readConfig,
  wordSetting,
} from '@asarg/service-kit';
import { z } from 'zod';

/** Configuration of the gateway, validated and frozen. */
export interface GatewayConfig {
  /** Address of the HTTP API, host:port; port 0 lets the system choose. @default 127.0.0.1:8080 */
  readonly http: string;
  /**
   * Where fusion-llm is: `host:port`, several of them with commas between, `asarg-dns:///name:port` or
   * `kubernetes:///service[.namespace]:port`. @default 127.0.0.1:7010
   */
  readonly fusion: string;
  /** How the API is reached for `kubernetes:///`. @default that of the pod */
  readonly kubernetes: KubernetesSettings;
  /** Folder of the database and the blobs; made if absent. @default .asarg/data */
  readonly data: string;
  /** Largest image accepted, in MiB, 1 to 1024. @default 64 */
  readonly maxUploadMb: number;
  /** Folder of the built viewer; it need not exist. @default viewer/dist of the repository */
  readonly viewer: string;
  /** Reports in progress at most, uploads included, 1 to 256. @default 8 */
  readonly maxReports: number;
  /** Requests that may wait for a place, 0 to 10000; 0 refuses at once. @default 16 */
  readonly queueReports: number;
  /** File of the keys that clients may have. @default everyone is one anonymous client */
  readonly apiKeys?: string;
  /** Time for fusion-llm to finish one report, in milliseconds. @default 30000 */
  readonly reportDeadlineMs: number;
  /** Time for reports in progress to finish after SIGTERM, in milliseconds. @default 10000 */
  readonly drainMs: number;
  /** Least severe level written to the log. @default info */
  readonly logLevel: LogLevel;
}

const builtViewer = fileURLToPath(new URL('../../../viewer/dist', import.meta.url));

const kubernetesSchema = z.object({
  kubernetes: kubernetesApiSetting().default('on'),
  kubernetesNamespace: z.string().optional(),
  kubernetesTokenFile: z.string().optional(),
  kubernetesCaFile: z.string().optional(),
  kubernetesServiceHost: z.string().optional(),
  kubernetesServicePort: z.string().optional(),
});

const schema = z.object({
  http: addressSetting().default('127.0.0.1:8080'),
  fusion: targetSetting().default('127.0.0.1:7010'),
  data: z.string().default('.asarg/data'),
  maxUploadMb: integerSetting(1, 1024).default(64),
  viewer: z.string().default(builtViewer),
  maxReports: integerSetting(1, 256).default(8),
  queueReports: integerSetting(0, 10_000).default(16),
  apiKeys: z.string().optional(),
  reportDeadlineMs: integerSetting(1, 3_600_000).default(30_000),
  drainMs: integerSetting(0, 600_000).default(10_000),
  logLevel: wordSetting(...logLevels).default('info'),
  ...kubernetesSchema.shape,
});

/** A target of a service that may have several replicas. */
function targetSetting() {
  return z.string().superRefine((value, { addIssue }) => {
    try {
      parseMeshTarget(value);
    } catch (error) {
      // Ours says what was found, of what may be a long list; the setting's whole value follows it.
      addIssue({ code: 'custom', message: (error as Error).message });
    }
  });
}

/** Environment variable of each setting. */
export const variables = {
  http: 'ASARG_HTTP',
  fusion: 'ASARG_FUSION',
  data: 'ASARG_DATA',
  maxUploadMb: 'ASARG_MAX_UPLOAD_MB',
  viewer: 'ASARG_VIEWER',
  maxReports: 'ASARG_MAX_REPORTS',
  queueReports: 'ASARG_QUEUE_REPORTS',
  apiKeys: 'ASARG_API_KEYS',
  reportDeadlineMs: 'ASARG_REPORT_DEADLINE_MS',
  drainMs: 'ASARG_DRAIN_MS',
  logLevel: 'ASARG_LOG_LEVEL',
} as const;

/** Reads the gateway's configuration; throws ConfigError naming every invalid variable. */
export function readGatewayConfig(env: Environment = process.env): GatewayConfig {
  const {
    kubernetes,
    kubernetesNamespace,
    kubernetesTokenFile,
    kubernetesCaFile,
    kubernetesServiceHost,
    kubernetesServicePort,
    ...config
  } = readConfig(schema, env, { ...variables, ...kubernetesVariables });
  return Object.freeze({
    ...config,
    kubernetes: {
      kubernetes,
      kubernetesNamespace,
      kubernetesTokenFile,
      kubernetesCaFile,
      kubernetesServiceHost,
      kubernetesServicePort,
    },
  });
}
