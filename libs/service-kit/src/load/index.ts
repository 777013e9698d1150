// SPDX-License-Identifier: Apache-2.0
/**
 * How loaded a server is, as it tells its callers in the trailing metadata of each call. Apart from
 * the package's front door because clients need no server.
 */
export { decodeLoadReport, encodeLoadReport, loadReportKey } from './load-report.js';
export type { LoadReport } from './load-report.js';
