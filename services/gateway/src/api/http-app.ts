// SPDX-License-Identifier: Apache-2.0
import 'reflect-metadata';
import type { Server } from 'node:http';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger } from '@asarg/service-kit';
import type { ApiKeys } from '../access/api-keys.js';
import { authenticate } from '../access/authenticate.js';
import { ProblemFilter } from '../http/problem-filter.js';
import { handleRawErrors } from '../http/raw-errors.js';
import { requestLog } from '../http/request-log.js';
import { routeGuard } from '../http/route-guard.js';
import { securityHeaders } from '../http/security-headers.js';
import { serverTiming } from '../http/server-timing.js';
import { traceResponse } from '../http/trace-response.js';
import { apiModule, type ApiServices } from './api-module.js';
import { serveOpenApi } from './open-api.js';
import { serveViewer } from './viewer.js';

/** Time for a whole request to arrive, in milliseconds: 64 MiB at 4.5 Mbit/s. */
const requestTimeoutMs = 120_000;

/** The HTTP application, ready to listen. */
export async function createHttpApp(
  { keys, ...services }: ApiServices & { readonly keys: ApiKeys | undefined },
  logger: Logger,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(apiModule(services), {
    logger: nestLogger(logger),
    abortOnError: false,
    // The only body that is taken is a form, and that is read as it arrives.
    bodyParser: false,
  });
  app.disable('x-powered-by');
  app.use(requestLog(logger), serverTiming, traceResponse, securityHeaders, routeGuard);
  app.use(authenticate(keys));
  app.useGlobalFilters(new ProblemFilter(logger));
  serveOpenApi(app);
  serveViewer(app, services.config.viewer);
  await app.init();
  const server: Server = app.getHttpServer();
  server.requestTimeout = requestTimeoutMs;
  handleRawErrors(server, (services.config.maxUploadMb + 1) * 1_048_576);
  return app;
}

// Nest's start-up chatter is not worth a line each; what goes wrong is.
function nestLogger(logger: Logger): LoggerService {
  const quiet = (): void => undefined;
  return {
    log: quiet,
    debug: quiet,
    verbose: quiet,
    warn: (...said: unknown[]) => logger.warn(nestFields(said), 'nest'),
    error: (...said: unknown[]) => logger.error(nestFields(said), 'nest'),
    fatal: (...said: unknown[]) => logger.fatal(nestFields(said), 'nest'),
  };
}

/** The error, and which part of Nest speaks; not its words, which may be those of an error. */
function nestFields(said: readonly unknown[]): Record<string, unknown> {
  const err = said.find((one) => one instanceof Error);
  const part = said.at(-1);
  const isPart = typeof part === 'string' && /^[A-Z][A-Za-z]{1,40}$/.test(part);
  return { ...(err !== undefined && { err }), ...(isPart && { part }) };
}
