// SPDX-License-Identifier: Apache-2.0
import type { DescribeRequest, DescribeResponse } from '@asarg/contracts';
import { modelDigest, readSpecialistBundle, readTrustedKeys } from '@asarg/model-bundle';
import {
  openInferenceProtoFile,
  openInferenceService,
  openInferenceServiceName,
} from '@asarg/open-inference';
import { restoreClass, startWorker } from '@asarg/runtime';
import {
  createLogger,
  serverStream,
  startGrpcServer,
  unary,
  type Logger,
} from '@asarg/service-kit';
import { attribute, observe } from '@asarg/telemetry';
import { attestationOf } from './attestation.js';
import type { BatchObserver } from './batch/batch-observer.js';
import { createBatchQueue } from './batch/batch-queue.js';
import { createBatchTelemetry } from './batch/batch-telemetry.js';
import { defaultMaxBatch } from './batch/default-max-batch.js';
import { runInWorker } from './batch/run-in-worker.js';
import type { SpecialistConfig } from './config.js';
import { describeBundle } from './describe-bundle.js';
import { createEncodeHandler } from './encode-handler.js';
import { inferenceModel } from './inference-model.js';
import { joinRegistry } from './join-registry.js';
import { specialistDefinition } from './specialist-definition.js';
import type { WorkerReady, WorkerSetup } from './worker-messages.js';

export interface SpecialistOptions {
  /** Name of the service in logs, and of its bundle's default folder. */
  readonly service: string;
  readonly config: SpecialistConfig;
  /** Module that exports `SpecialistSteps`, where the specialist differs from the kit. */
  readonly steps?: URL;
  /** @default a JSON logger on standard error */
  readonly logger?: Logger;
  /** Told of the batches of the network. @default spans and metrics */
  readonly batchObserver?: BatchObserver;
}

/** A specialist that answers calls. */
export interface RunningSpecialist {
  readonly port: number;
  /** `host:port` with the port listened on. */
  readonly address: string;
  /** Resolves when the network's thread ends, with the error unless it was closed. */
  readonly ended: Promise<Error | undefined>;
  /** Leaves the registry, drains the server, then frees the network. */
  close(): Promise<void>;
}

/** Full name of the service, as health and reflection know it. */
export const specialistServiceName = 'asarg.specialist.v1.SpecialistService';

const workerModule = new URL('./specialist-worker.js', import.meta.url);

/**
 * Hosts a bundle as a specialist: Describe, Encode, the Open Inference Protocol, health and
 * reflection. It joins the registry that `config.join` names.
 * @throws BundleError, RuntimeUnavailableError, or Error naming what does not fit.
 */
export async function startSpecialist(options: SpecialistOptions): Promise<RunningSpecialist> {
  const { service, config, steps } = options;
  const logger = options.logger ?? createLogger(service, config.logLevel);
  const trustedKeys = config.trustedKeys ? await readTrustedKeys(config.trustedKeys) : undefined;
  const bundle = await readSpecialistBundle(config.bundle, { trustedKeys });
  const { manifest, modelPath } = bundle;
  const { executionProvider, threads } = config;
  const wantedBatch = config.maxBatch ?? defaultMaxBatch[executionProvider];
  const setup: WorkerSetup = {
    manifest,
    ...(modelPath && { modelPath }),
    executionProvider,
    threads,
    maxBatch: wantedBatch,
    ...(steps && { steps: steps.href }),
  };
  const fromMs = performance.now();
  const worker = await startWorker(workerModule, setup).catch(restoreClass);
  const loadSeconds = (performance.now() - fromMs) / 1000;
  const { maxBatch, batchRefusal } = worker.ready as WorkerReady;
  if (batchRefusal !== undefined) {
    logger.warn({ maxBatch: wantedBatch, reason: batchRefusal }, 'frames run one at a time');
  }
  const queue = createBatchQueue({
    maxBatch,
    maxWaiting: config.queue,
    run: runInWorker(worker),
    observer: options.batchObserver ?? createBatchTelemetry(manifest.name),
  });
  observe('asarg.queue.depth', (result) =>
    result.observe(queue.waiting, { [attribute.queue]: 'encode' }),
  );
  observe('asarg.model.load.duration', (result) =>
    result.observe(loadSeconds, { [attribute.model]: manifest.name }),
  );
  const onInternalError = (error: unknown): void => logger.error({ err: error }, 'call failed');
  let alive = true;
  void worker.ended.then(() => (alive = false));
  const inference = inferenceModel(manifest, queue, () => alive);
  const description = describeBundle(manifest, executionProvider);
  const attestation = attestationOf(bundle);
  const server = await startGrpcServer({
    listen: config.listen,
    services: [
      {
        definition: specialistDefinition,
        implementation: {
          describe: unary(
            (request: DescribeRequest): DescribeResponse =>
              request.attestation ? { ...description, attestation } : description,
            { onInternalError },
          ),
          encode: serverStream(createEncodeHandler(manifest, queue), { onInternalError }),
        },
      },
      openInferenceService(inference, { onInternalError }),
    ],
    protoFiles: ['asarg/specialist/v1/specialist.proto', openInferenceProtoFile],
    healthNames: ['', specialistServiceName, openInferenceServiceName],
    logger,
    security: config.security,
    load: () => ({ waiting: queue.waiting, running: queue.running, capacity: maxBatch }),
    maxConnectionAgeMs: config.maxConnectionAgeMs,
  }).catch(async (error: unknown) => {
    await worker.close();
    throw error;
  });
  const { name, version } = manifest;
  const model = { name, version, digest: modelDigest(manifest) };
  const signedBy = bundle.signature?.keyId;
  logger.info(
    {
      address: server.address,
      model,
      signedBy,
      verified: Boolean(trustedKeys),
      executionProvider,
      threads,
      maxBatch,
    },
    'serving',
  );
  const membership =
    config.join &&
    joinRegistry({
      registry: config.join,
      name: config.name ?? service,
      address: config.advertise ?? server.address,
      logger,
    });
  return {
    port: server.port,
    address: server.address,
    ended: worker.ended,
    async close() {
      // Nobody is sent here any more before calls are refused.
      await (membership && membership.leave());
      await server.drain(config.drainMs);
      queue.close(new Error('the specialist was closed'));
      await worker.close();
    },
  };
}
