// SPDX-License-Identifier: Apache-2.0
/**
 * What services tell of themselves. Spans and metrics go through the OpenTelemetry API and cost
 * nothing until the SDK is started, by `node --import @asarg/telemetry/register`.
 */
export { attribute } from './attributes.js';
export { stageNames } from './stage-names.js';
export type { StageName } from './stage-names.js';
export { startSpan, startStage } from './start-span.js';
export type { RunningSpan, SpanEnd, SpanOptions } from './start-span.js';
export { addTo, count, observe, record } from './instruments.js';
export type { MetricOf } from './instruments.js';
export { metricTable } from './metric-table.js';
export {
  isServerError,
  peerAttributes,
  rpcAttributes,
  rpcInterest,
  rpcMethodOf,
  serverAttributes,
} from './rpc.js';
export type { MetricKind, MetricName, MetricSpec } from './metric-table.js';
export { prometheusLabel, prometheusName } from './prometheus-name.js';
export { reportIdOf, withReportId } from './report-id.js';
export { setHttpRoute } from './http-route.js';
export { shutDownTelemetry } from './shut-down.js';
