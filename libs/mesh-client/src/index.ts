// SPDX-License-Identifier: Apache-2.0
/**
 * Clients of the mesh: one channel policy, deadlines, streams as async iterables, one error.
 *
 * ```ts
 * import { createSpecialistClient, MeshError } from '@asarg/mesh-client';
 *
 * const vision = createSpecialistClient('127.0.0.1:7011');
 * try {
 *   const signal = AbortSignal.timeout(10_000);
 *   const { tensors } = await vision.encode({ frame }, { deadlineMs: 5000, signal });
 *   process.stdout.write(`${[...tensors.keys()]}\n`);
 * } catch (error) {
 *   if (error instanceof MeshError && error.code === 'UNAVAILABLE') retryLater(error.target);
 * }
 * vision.close();
 * ```
 */
export { createSpecialistClient } from './specialist-client.js';
export { createReportClient } from './report-client.js';
export { createRegistryClient } from './registry-client.js';
export { createHealthClient } from './health-client.js';
export { MeshError } from './mesh-error.js';
export type { EncodeOrder, SpecialistClient } from './specialist-client.js';
export type { ReportClient } from './report-client.js';
export type { LeaseOrder, RegistryClient } from './registry-client.js';
export type { HealthClient, HealthStatus } from './health-client.js';
export type { Encoding } from './collect-encoding.js';
export type { MeshCallOptions } from './call-options.js';
export type { MeshErrorCode } from './mesh-error.js';
