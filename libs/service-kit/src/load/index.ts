// SPDX-License-Identifier: Apache-2.0
/**
 * What a server tells its callers of its load in the trailing metadata of each call. Apart from the
 * package's front door because clients need no server.
 */
export { decodeLoadReport, encodeLoadReport, loadReportKey } from './load-report.js';
export type { LoadReport } from './load-report.js';
export { pushbackKey } from './pushback-key.js';
