// SPDX-License-Identifier: Apache-2.0
/**
 * What every service process shares: settings, logs, a gRPC server with health, reflection and
 * graceful drain, and the life of the process.
 *
 * ```ts
 * runService(async () => {
 *   const config = readConfig(schema, process.env, { listen: 'ASARG_LISTEN' });
 *   const logger = createLogger('echo', 'info');
 *   const services = [{ definition: EchoService, implementation: { echo: unary((request) => request) } }];
 *   const server = await startGrpcServer({
 *     listen: config.listen, services, protoFiles: ['echo.proto'], healthNames: [''], logger,
 *   });
 *   return { close: () => server.drain(10_000) };
 * });
 * ```
 */
export { ConfigError } from './config-error.js';
export { addressSetting, integerSetting, logLevels, readConfig, wordSetting } from './config.js';
export type { LogLevel } from './config.js';
export type { Environment } from './environment.js';
/** The schema library that `readConfig` takes. */
export { z } from 'zod';
export { createLogger } from './log/logger.js';
export type { LogDestination, Logger } from './log/logger.js';
export { loggableError } from './log/loggable-error.js';
export type { LoggableError } from './log/loggable-error.js';
export { ServiceFailure, toServiceError } from './service-failure.js';
export type { FailureCode } from './service-failure.js';
export { serverStream, unary } from './call-handlers.js';
export { bidiStream } from './bidi-stream.js';
export type { CallContext, HandlerOptions } from './call-handlers.js';
export { startGrpcServer } from './grpc-server.js';
export type { GrpcServerOptions, HostedService, RunningServer } from './grpc-server.js';
export type { LoadReport } from './load/load-report.js';
export { createRunningMean } from './load/running-mean.js';
export type { RunningMean } from './load/running-mean.js';
export { readServerSecurity, securityVariables } from './server-security.js';
export type { ServerSecurity } from './server-security.js';
export { authorize } from './permissions/authorize.js';
export { parsePermissions } from './permissions/permission-policy.js';
export type { Permission, PermissionPolicy } from './permissions/permission-policy.js';
export { runService } from './run-service.js';
export type { Closable } from './run-service.js';
