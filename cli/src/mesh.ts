// SPDX-License-Identifier: Apache-2.0
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createHealthProbe, gatewayIsReady, specialistsNotActive } from './probes.js';
import { createMeshFile } from './mesh-file.js';
import { choosePorts, type ChosenPorts, type WantedPorts } from './ports.js';
import { defaultRegistryFile, placeRegistry } from './registry-file.js';
import { repositoryRoot } from './repository-root.js';
import {
  addressOf,
  entryPointOf,
  environmentOf,
  serviceNames,
  type ServiceName,
  type ServicePlan,
} from './service-table.js';
import { superviseChild, type ChildEvent, type SupervisedChild } from './supervise.js';

/** How to start the five services. */
export interface MeshOptions {
  /** A port per service (0 = any free one), or `'free'` for five free ones. @default the usual ports */
  readonly ports?: WantedPorts | 'free';
  /** Folder for logs and, unless given, data. @default `.asarg` in the working directory */
  readonly folder?: string;
  /** Where the gateway keeps reports and images. @default `<folder>/data` */
  readonly dataFolder?: string;
  /** Folder of the bundles. @default `models/compact` of the checkout */
  readonly bundlesFolder?: string;
  /** Registry to start from. @default `deploy/registry.json` of the checkout */
  readonly registryFile?: string;
  /** Scripts to run in place of the built services. @default `services/<name>/dist/main.js` */
  readonly entryPoints?: Readonly<Partial<Record<ServiceName, string>>>;
  /** Environment of the children. @default the environment of this process */
  readonly environment?: NodeJS.ProcessEnv;
  /** How long a service may finish what is in flight, in ms. @default 10000 */
  readonly drainMs?: number;
  /** Longest start of one service, in ms. @default 30000 */
  readonly startLimitMs?: number;
  /** Told where everything goes before the first process starts. */
  readonly onPlan?: (plan: MeshPlan) => void;
  /** Told of each service that becomes ready, dies or is back. */
  readonly onEvent?: (event: ChildEvent) => void;
  /** Stops a start that is under way. */
  readonly signal?: AbortSignal;
}

/** Where everything goes. */
export interface MeshPlan {
  readonly addresses: Readonly<Record<ServiceName, string>>;
  readonly moved: ChosenPorts['moved'];
  /** Where logs, data and `mesh.json` are. */
  readonly folder: string;
  readonly logsFolder: string;
  readonly registryFile: string;
  /** URL of each service's metrics; empty if the environment decides on metrics. */
  readonly metrics: Readonly<Partial<Record<ServiceName, string>>>;
}

/** Five running services. */
export interface Mesh extends MeshPlan {
  /** Base URL of the gateway, no slash at the end. */
  readonly gatewayUrl: string;
  /** From the first spawn to all ready, in ms. */
  readonly readyMs: number;
  /** Specialists that run but are not yet in use by fusion-llm; normally none. */
  readonly notActive: readonly string[];
  /** Process ids now; a service being restarted has none. */
  pids(): Partial<Record<ServiceName, number>>;
  /** Drains gateway, then fusion-llm, then the specialists. Resolves when all are gone. */
  close(): Promise<void>;
  /** SIGKILL to all, at once. */
  kill(): void;
}

// Callers stop before those they call, so that what is in flight can end well.
const stopOrder: readonly (readonly ServiceName[])[] = [
  ['gateway'],
  ['fusion-llm'],
  ['vision', 'lvm-med', 'cxas'],
];
const telemetry = import.meta.resolve('@asarg/telemetry/register');
const killGraceMs = 2_000;
// Each is probed first, with two encodings.
const activeLimitMs = 15_000;

async function makePlan(options: MeshOptions): Promise<{ mesh: MeshPlan; services: ServicePlan }> {
  const folder = resolve(options.folder ?? '.asarg');
  const logsFolder = join(folder, 'logs');
  await mkdir(logsFolder, { recursive: true });
  const { ports, metricsPorts, moved } = await choosePorts(options.ports ?? {});
  const baseEnvironment = options.environment ?? process.env;
  const servesMetrics = exportsToPrometheus(baseEnvironment);
  const registry = await placeRegistry(
    resolve(options.registryFile ?? defaultRegistryFile),
    ports,
    join(folder, 'registry.json'),
  );
  const services: ServicePlan = {
    ports,
    ...(servesMetrics && { metricsPorts }),
    bundlesFolder: resolve(options.bundlesFolder ?? join(repositoryRoot, 'models', 'compact')),
    dataFolder: resolve(options.dataFolder ?? join(folder, 'data')),
    registryFile: registry.path,
    drainMs: options.drainMs ?? 10_000,
    baseEnvironment,
  };
  const addresses = Object.fromEntries(
    serviceNames.map((name) => [name, addressOf(services, name)]),
  ) as Record<ServiceName, string>;
  const metrics = Object.fromEntries(
    servesMetrics ? serviceNames.map((name) => [name, metricsUrl(metricsPorts[name])]) : [],
  );
  const registryFile = registry.path;
  return { mesh: { addresses, moved, folder, logsFolder, registryFile, metrics }, services };
}

const metricsUrl = (port: number): string => `http://127.0.0.1:${port}/metrics`;

/** Whether services serve their metrics: unless somebody has turned them off or sends them elsewhere only. */
function exportsToPrometheus(environment: NodeJS.ProcessEnv): boolean {
  const { OTEL_METRICS_EXPORTER: exporters = '', OTEL_SDK_DISABLED: disabled } = environment;
  if (disabled?.trim().toLowerCase() === 'true') return false;
  const names = exporters.split(',').map((name) => name.trim().toLowerCase());
  return exporters.trim() === '' || names.includes('prometheus');
}

/**
 * Starts the five services as processes of their own and waits until each answers.
 * @throws ChildStartError when one ends or stays silent; the others are stopped first.
 */
export async function startMesh(options: MeshOptions = {}): Promise<Mesh> {
  const { mesh, services } = await makePlan(options);
  const entryPoints = serviceNames.map(
    (name) => [name, options.entryPoints?.[name] ?? entryPointOf(name)] as const,
  );
  options.onPlan?.(mesh);
  const gatewayUrl = `http://${mesh.addresses.gateway}`;
  const startedAt = performance.now();
  const children = new Map<ServiceName, SupervisedChild>();

  const meshFile = createMeshFile(join(mesh.folder, 'mesh.json'));
  const pids = (): Partial<Record<ServiceName, number>> =>
    Object.fromEntries(
      [...children].flatMap(([name, child]) => (child.pid ? [[name, child.pid]] : [])),
    );
  const tell = (): Promise<void> => {
    const { addresses, metrics } = mesh;
    return meshFile.write({ gateway: gatewayUrl, addresses, metrics, pids: pids() });
  };
  let isTold = false;
  function kill(): void {
    meshFile.remove();
    children.forEach((child) => child.kill());
  }
  async function close(): Promise<void> {
    meshFile.remove();
    for (const group of stopOrder) {
      await Promise.all(group.map((name) => children.get(name)?.stop()));
    }
  }

  for (const [name, entryPoint] of entryPoints) {
    const probe =
      name === 'gateway'
        ? (signal: AbortSignal) => gatewayIsReady(gatewayUrl, signal)
        : createHealthProbe(mesh.addresses[name]);
    const child = superviseChild(
      {
        name,
        entryPoint,
        imports: [telemetry],
        environment: environmentOf(services, name),
        logFile: join(mesh.logsFolder, `${name}.log`),
        probe,
        startLimitMs: options.startLimitMs ?? 30_000,
        killAfterMs: services.drainMs + killGraceMs,
      },
      (event) => {
        // A file that cannot be written now keeps the old process ids; the mesh goes on.
        if (event.kind === 'back' && isTold) tell().catch(() => undefined);
        options.onEvent?.(event);
      },
    );
    children.set(name, child);
  }
  const aborted = new Promise<never>((_, reject) => {
    const stop = (): void => reject(options.signal?.reason as Error);
    if (options.signal?.aborted) stop();
    options.signal?.addEventListener('abort', stop, { once: true });
  });
  try {
    const started = Promise.all([...children.values()].map((child) => child.started));
    await Promise.race([started, aborted]);
    isTold = true;
    await tell();
  } catch (error) {
    await close();
    throw error;
  }
  aborted.catch(() => undefined);
  const notActive = await specialistsNotActive(gatewayUrl, activeLimitMs);
  return {
    ...mesh,
    gatewayUrl,
    readyMs: performance.now() - startedAt,
    notActive,
    pids,
    close,
    kill,
  };
}
