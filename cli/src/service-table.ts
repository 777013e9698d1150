// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './repository-root.js';

/** Names of the five services, in the order in which they are listed and stopped last to first. */
export const serviceNames = ['vision', 'lvm-med', 'cxas', 'fusion-llm', 'gateway'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** The services that encode images. */
export const specialistNames = ['vision', 'lvm-med', 'cxas'] as const;

/** Loopback ports used when they are free and nothing else is asked for. */
export const defaultPorts: Readonly<Record<ServiceName, number>> = {
  vision: 7011,
  'lvm-med': 7012,
  cxas: 7013,
  'fusion-llm': 7010,
  gateway: 8080,
};

/** Where everything that the services need to know lies. */
export interface ServicePlan {
  readonly ports: Readonly<Record<ServiceName, number>>;
  /** Where each service's metrics can be scraped; undefined if the user decides on metrics. */
  readonly metricsPorts?: Readonly<Record<ServiceName, number>>;
  /** Folder with one bundle folder per model service (`vision`, `lvm-med`, `cxas`, `fusion`). */
  readonly bundlesFolder: string;
  readonly dataFolder: string;
  readonly registryFile: string;
  /** How long a service may take to finish what is in flight, in ms. */
  readonly drainMs: number;
  readonly baseEnvironment: NodeJS.ProcessEnv;
}

// Each of these means something else in every service: a value from the user's shell can only be
// right for one of the five, so the command line sets them itself.
const perService = [
  'ASARG_LISTEN',
  'ASARG_BUNDLE',
  'ASARG_HTTP',
  'ASARG_FUSION',
  'ASARG_REGISTRY',
  'ASARG_DATA',
  'ASARG_DRAIN_MS',
  'ASARG_HANDED_OVER',
  'ASARG_HEALTH_LISTEN',
  'ASARG_JOIN',
  'ASARG_NAME',
  'ASARG_ADVERTISE',
  'OTEL_SERVICE_NAME',
  'OTEL_EXPORTER_PROMETHEUS_HOST',
  'OTEL_EXPORTER_PROMETHEUS_PORT',
];

/** `host:port` of a service. */
export function addressOf(plan: Pick<ServicePlan, 'ports'>, name: ServiceName): string {
  return `127.0.0.1:${plan.ports[name]}`;
}

/** The environment one service is started with. */
export function environmentOf(plan: ServicePlan, name: ServiceName): NodeJS.ProcessEnv {
  const environment = { ...plan.baseEnvironment };
  for (const variable of perService) delete environment[variable];
  environment['ASARG_DRAIN_MS'] = String(plan.drainMs);
  environment['OTEL_SERVICE_NAME'] = name;
  environment['OTEL_EXPORTER_PROMETHEUS_HOST'] = '127.0.0.1';
  if (plan.metricsPorts) {
    // Others that the user has named stay: `otlp,prometheus`.
    environment['OTEL_METRICS_EXPORTER'] ||= 'prometheus';
    environment['OTEL_EXPORTER_PROMETHEUS_PORT'] = String(plan.metricsPorts[name]);
  }
  if (name === 'gateway') {
    environment['ASARG_HTTP'] = addressOf(plan, name);
    environment['ASARG_FUSION'] = addressOf(plan, 'fusion-llm');
    environment['ASARG_DATA'] = plan.dataFolder;
    return environment;
  }
  environment['ASARG_LISTEN'] = addressOf(plan, name);
  environment['ASARG_BUNDLE'] = join(plan.bundlesFolder, name === 'fusion-llm' ? 'fusion' : name);
  if (name === 'fusion-llm') environment['ASARG_REGISTRY'] = plan.registryFile;
  return environment;
}

/**
 * The built entry point of a service.
 * @throws Error naming the file when the service has not been built.
 */
export function entryPointOf(name: ServiceName): string {
  const path = join(repositoryRoot, 'services', name, 'dist', 'main.js');
  if (!existsSync(path)) {
    throw new Error(
      `service ${name} is not built: expected services/${name}/dist/main.js, found nothing there. Run \`npm run build\`.`,
    );
  }
  return path;
}
