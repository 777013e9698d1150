// SPDX-License-Identifier: Apache-2.0
/**
 * Starting the mesh from code, as `asarg up` does: five services, each a process of its own.
 *
 * ```ts
 * import { makeReport, startMesh } from '@asarg/cli';
 *
 * const mesh = await startMesh({ ports: 'free', folder: '/tmp/asarg' });
 * try {
 *   const report = await makeReport(mesh.gatewayUrl, 'samples/phantom.dcm', { seed: 1 });
 *   process.stdout.write(report.text ?? '');
 * } finally {
 *   await mesh.close();
 * }
 * ```
 */
export { GatewayError } from './gateway-error.js';
export { makeReport } from './gateway-client.js';
export { startMesh } from './mesh.js';
export { serviceNames, specialistNames } from './service-table.js';
export { ChildStartError } from './supervise.js';
export type { ReportEvent, ReportOptions } from './gateway-client.js';
export type { Mesh, MeshOptions, MeshPlan } from './mesh.js';
export type { WantedPorts } from './ports.js';
export type { ReportJson, StageJson } from './report-json.js';
export type { ServiceName } from './service-table.js';
export type { ChildEvent } from './supervise.js';
