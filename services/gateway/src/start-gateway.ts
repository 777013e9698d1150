// SPDX-License-Identifier: Apache-2.0
import { join, resolve } from 'node:path';
import type { Server } from 'node:http';
import type { Logger } from '@asarg/service-kit';
import { readApiKeys } from './access/api-keys.js';
import type { GatewayConfig } from './config.js';
import { createHttpApp } from './api/http-app.js';
import { createReadinessService } from './api/readiness-service.js';
import { createSpecialistsService } from './api/specialists-service.js';
import { createFusionEdge } from './edges/fusion-edge.js';
import { createImagingEdge } from './edges/imaging-edge.js';
import { createConnectionDrain } from './http/drain-connections.js';
import { listen } from './http/listen.js';
import { createCapacity } from './report/capacity.js';
import { createLiveReports } from './report/live-reports.js';
import { recoverReports } from './report/recover-reports.js';
import { createReportsService } from './report/reports-service.js';
import { openBlobStore } from './store/blob-store.js';
import { openDatabase, StoreError } from './store/database.js';
import { createReportStore } from './store/report-store.js';

/** A gateway that serves. */
export interface Gateway {
  /** Port the HTTP API listens at. */
  readonly port: number;
  /**
   * Stops taking requests, lets reports finish within the drain time, and releases everything.
   * Later calls return the same promise.
   */
  close(): Promise<void>;
}

/** Time for the answers about finished reports to be read, in milliseconds. */
const lastAnswersMs = 1000;

/** Starts a gateway; rejects with ConfigError, StoreError or ListenError when it cannot. */
export async function startGateway(config: GatewayConfig, logger: Logger): Promise<Gateway> {
  const keys = config.apiKeys === undefined ? undefined : await readApiKeys(config.apiKeys);
  const folder = resolve(config.data);
  const database = openDatabase(folder);
  const blobs = await openBlobStore(join(folder, 'blobs')).catch((cause: unknown) => {
    database.close();
    throw new StoreError('ASARG_DATA: expected a folder that can be written', { cause });
  });
  const store = createReportStore(database);
  const recovered = recoverReports(store);
  if (recovered > 0) logger.warn({ reports: recovered }, 'reports were interrupted by a stop');

  const stop = new AbortController();
  const fusion = createFusionEdge(config.fusion, { kubernetes: config.kubernetes, logger });
  const imaging = createImagingEdge();
  const capacity = createCapacity({ limit: config.maxReports, maxWaiting: config.queueReports });
  const live = createLiveReports(store);
  const { reportDeadlineMs } = config;
  const edges = { store, blobs, live, fusion, imaging };
  const reports = createReportsService({
    ...edges,
    capacity,
    logger,
    reportDeadlineMs,
    stop: stop.signal,
  });
  const app = await createHttpApp(
    {
      config,
      keys,
      reports,
      specialists: createSpecialistsService(fusion),
      readiness: createReadinessService(fusion, store, capacity),
    },
    logger,
  );
  const server: Server = app.getHttpServer();

  const connections = createConnectionDrain(server);

  async function release(): Promise<void> {
    await app.close();
    await imaging.close();
    fusion.close();
    database.close();
  }

  async function drain(): Promise<void> {
    logger.info('draining');
    capacity.close();
    connections.begin();
    const limit = setTimeout(() => stop.abort(), config.drainMs);
    await capacity.idle();
    await reports.imagesStored();
    clearTimeout(limit);
    await connections.finish(lastAnswersMs);
    await release();
    logger.info('stopped');
  }

  let port: number;
  try {
    port = await listen(server, config.http);
  } catch (error) {
    await release();
    throw error;
  }
  logger.info({ port, fusion: config.fusion }, 'listening');
  let closing: Promise<void> | undefined;
  return { port, close: () => (closing ??= drain()) };
}
