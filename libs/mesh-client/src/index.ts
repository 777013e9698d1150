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
 *
 * A service with several replicas is called through a balanced channel, which its clients share:
 *
 * ```ts
 * const channel = openBalancedChannel('kubernetes:///fusion-llm:grpc', { service: 'fusion-llm' });
 * const reports = createReportClient(channel.label, { channel });
 * ```
 *
 * A model with several instances is called through a caller, which hedges, retries and leaves
 * instances alone that keep failing:
 *
 * ```ts
 * const { call } = createCaller({ ...defaultCallPolicy, budgetMs: 3000 });
 * const instances = ['10.0.0.1:7011', '10.0.0.2:7011'].map((id) => ({
 *   id,
 *   breaker: createBreaker(defaultCallPolicy.breaker),
 *   client: createSpecialistClient(id),
 * }));
 * const { value, winner, attempts } = await call({
 *   candidates: () => instances,
 *   run: ({ client }, options) => client.encode({ frame }, options),
 *   signal,
 * });
 * ```
 */
export { createSpecialistClient } from './specialist-client.js';
export { createReportClient } from './report-client.js';
export { createRegistryClient } from './registry-client.js';
export { createHealthClient } from './health-client.js';
export { MeshError } from './mesh-error.js';
export type { DescribeOptions, EncodeOrder, SpecialistClient } from './specialist-client.js';
export type { ReportClient } from './report-client.js';
export type { RegistryClient } from './registry-client.js';
export type { HealthClient, HealthStatus } from './health-client.js';
export type { Encoding } from './collect-encoding.js';
export type { MeshCallOptions } from './call-options.js';
export type { ClientOptions } from './channel-options.js';
export type { MeshErrorCode } from './mesh-error.js';

export { createLoadBook } from './load/load-book.js';
export type { LoadBook, LoadBookOptions } from './load/load-book.js';
export { createCaller } from './resilience/caller.js';
export { createBreaker } from './resilience/breaker.js';
export { createLatencyWindow } from './resilience/latency-window.js';
export { defaultCallPolicy } from './resilience/call-policy.js';
export { CallFailedError } from './resilience/attempt.js';
export type {
  CallAnswer,
  CallOrder,
  Caller,
  CallerOptions,
  RunOptions,
} from './resilience/caller.js';
export type {
  BreakerPolicy,
  CallPolicy,
  HedgePolicy,
  RetryPolicy,
} from './resilience/call-policy.js';
export type { Breaker, BreakerOptions, BreakerPass, BreakerState } from './resilience/breaker.js';
export type { Attempt, AttemptReason } from './resilience/attempt.js';
export type { LatencyWindow, LatencyWindowOptions } from './resilience/latency-window.js';
export type { Candidate } from './resilience/pick-candidate.js';

export { openBalancedChannel } from './balance/balanced-channel.js';
export { parseMeshTarget } from './balance/mesh-target.js';
export type { BalancedChannel, BalancedChannelOptions } from './balance/balanced-channel.js';
export type { KubernetesLookUp } from './balance/kubernetes-resolver.js';
export type { LookUp } from './balance/dns-resolver.js';
export type { MeshTarget } from './balance/mesh-target.js';
export type { WeightedSettings } from './balance/weighted-config.js';

// Below: for clients of other protocols.
export { callUnary } from './call-unary.js';
export { channelCredentials, clientOptionsOf } from './channel-options.js';
