// SPDX-License-Identifier: Apache-2.0
import { RegistryServiceService, ReportServiceService } from '@asarg/contracts';
import { groundSentence } from '@asarg/grounding';
import { kubernetesAccess } from '@asarg/kubernetes';
import { createLoadBook } from '@asarg/mesh-client';
import { readFusionBundle, readTrustedKeys } from '@asarg/model-bundle';
import { startGrpcServer, type Logger } from '@asarg/service-kit';
import { attribute, observe } from '@asarg/telemetry';
import type { FusionConfig } from './config.js';
import { createFusion } from './create-fusion.js';
import { createAdmit } from './registry/admit.js';
import { openRegistry } from './registry/registry.js';
import { observeRegistry } from './registry/registry-metrics.js';
import { registryService } from './registry/registry-service.js';
import { createFileSource } from './registry/sources/file-source.js';
import { createKubernetesSource } from './registry/sources/kubernetes-source.js';
import { createLeaseSource } from './registry/sources/lease-source.js';
import { defaultPolicy, type MeshPolicy } from './registry/specialist-policy.js';
import { callSpecialists } from './report/call-specialist.js';
import { cacheEncodings } from './report/encoding-cache.js';
import { createReportLog } from './report/report-log.js';
import { createReportPipeline } from './report/report-pipeline.js';
import { createReportPlaces } from './report/report-places.js';
import { reportService } from './report/report-service.js';
import { createShadowRunner } from './shadow/shadow-runner.js';

/** A running fusion service. */
export interface FusionService {
  /** `host:port` listened on. */
  readonly address: string;
  /** Lets reports in progress finish for the configured time, then stops everything. */
  close(): Promise<void>;
}

/**
 * Loads the bundle, opens the registry and serves both services. SERVING as soon as the bundle
 * is loaded: reports without specialists are poor, not impossible.
 * @throws BundleError, RuntimeUnavailableError, or Error if the address cannot be listened on or
 * Kubernetes is on and a setting of it is missing.
 */
export async function startFusionService(
  config: FusionConfig,
  logger: Logger,
): Promise<FusionService> {
  const trustedKeys = config.trustedKeys ? await readTrustedKeys(config.trustedKeys) : undefined;
  const bundle = await readFusionBundle(config.bundle, { trustedKeys });
  const fromMs = performance.now();
  const fusion = await createFusion(bundle, config);
  const loadSeconds = (performance.now() - fromMs) / 1000;
  observe('asarg.model.load.duration', (result) =>
    result.observe(loadSeconds, { [attribute.model]: fusion.identity.name }),
  );
  logger.info({ bundle: fusion.identity.name, digest: fusion.identity.digest }, 'bundle loaded');
  // Its rules are compiled with the first sentence, which would hold up health checks.
  groundSentence('The heart is normal.', { masks: [], frame: { width: 1, height: 1 } });
  let policy: MeshPolicy = defaultPolicy;
  const leases = createLeaseSource();
  const file = createFileSource({
    path: config.registry,
    logger,
    onPolicy: (next) => {
      policy = next;
    },
  });
  const access = await kubernetesAccess(config);
  const kubernetes =
    access && createKubernetesSource({ access, selector: config.kubernetesSelector, logger });
  const loads = createLoadBook();
  const registry = await openRegistry({
    sources: [file, leases, ...(kubernetes ? [kubernetes] : [])],
    slots: bundle.manifest.slots,
    admit: createAdmit(trustedKeys),
    policy: () => policy,
    logger,
    loads,
  });
  const unobserve = observeRegistry(registry);

  const encode = callSpecialists({
    registry,
    policy: () => policy,
    budgetMs: config.specialistDeadlineMs,
    logger,
    loads,
  });
  const shadows = createShadowRunner({
    fusion,
    registry,
    encode,
    policy: () => policy,
    logger,
    deadlineMs: config.specialistDeadlineMs,
  });
  const cached = config.cacheMb > 0 ? cacheEncodings(encode, config.cacheMb * 1_048_576) : encode;
  const log = createReportLog(logger);
  const pipeline = createReportPipeline({
    fusion,
    mesh: () => registry.acquire(),
    encode: cached,
    required: () => policy.required,
    onFailure(specialist, outcome) {
      logger.debug({ specialist, outcome }, 'specialist failed a report');
      registry.nudge(specialist);
    },
    onDegraded: log.degraded,
    onReport: (report) => shadows.observe(report),
    reportDeadlineMs: config.reportDeadlineMs,
    specialistDeadlineMs: config.specialistDeadlineMs,
  });
  const places = createReportPlaces(config.maxReports);
  const onInternalError = (error: unknown) => logger.error({ err: error }, 'report failed');
  const server = await startGrpcServer({
    listen: config.listen,
    services: [
      {
        definition: ReportServiceService,
        implementation: reportService({
          pipeline,
          log,
          places,
          onInternalError,
        }),
      },
      { definition: RegistryServiceService, implementation: registryService(registry, leases) },
    ],
    protoFiles: ['asarg/report/v1/report.proto', 'asarg/registry/v1/registry.proto'],
    healthNames: ['', 'asarg.report.v1.ReportService', 'asarg.registry.v1.RegistryService'],
    logger,
    security: config.security,
    load: places.load,
    maxConnectionAgeMs: config.maxConnectionAgeMs,
  });
  logger.info({ address: server.address }, 'listening');
  return {
    address: server.address,
    async close() {
      await server.drain(config.drainMs);
      await shadows.close();
      unobserve();
      registry.close();
      await fusion.close();
    },
  };
}
