// SPDX-License-Identifier: Apache-2.0
/**
 * The report API of the mesh: radiographs in over HTTP, grounded reports out, kept in a folder.
 *
 * ```ts
 * import { createLogger } from '@asarg/service-kit';
 * import { readGatewayConfig, startGateway } from '@asarg/gateway';
 *
 * const config = readGatewayConfig({ ASARG_HTTP: '127.0.0.1:0', ASARG_DATA: '/tmp/reports' });
 * const gateway = await startGateway(config, createLogger('gateway', config.logLevel));
 * const ready = await fetch(`http://127.0.0.1:${gateway.port}/readyz`);
 * process.stdout.write(`${ready.status}\n`);
 * await gateway.close();
 * ```
 */
export { readGatewayConfig } from './config.js';
export type { GatewayConfig } from './config.js';
export { startGateway } from './start-gateway.js';
export type { Gateway } from './start-gateway.js';
export { ListenError } from './http/listen.js';
export { StoreError } from './store/database.js';
export { problemKinds } from './http/problem-table.js';
export type { ProblemKind, ProblemSlug } from './http/problem-table.js';
export type { Problem } from './http/problem.js';
export type { ReportEvent } from './report/report-event.js';
export type { MaskListModel as MaskList, MaskModel as Mask } from './report/mask-model.js';
export type { ReportModel as Report, ReportStatus } from './report/report-model.js';
export type { SentenceModel as Sentence } from './report/sentence-model.js';
export type { RegistryModel as Registry } from './api/specialists-model.js';
