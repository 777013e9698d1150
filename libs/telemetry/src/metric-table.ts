// SPDX-License-Identifier: Apache-2.0
import { attribute as a } from './attributes.js';

/** What kind of instrument a metric is. */
export type MetricKind = 'histogram' | 'counter' | 'upDownCounter' | 'gauge';

/** One metric, as it is made and as the documentation tells of it. */
export interface MetricSpec {
  readonly kind: MetricKind;
  /** Unit by UCUM; absent for plain numbers. */
  readonly unit?: string;
  readonly description: string;
  /** Attributes that it may have; the exporter drops every other. */
  readonly attributes: readonly string[];
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

/** Seconds, as the conventions advise for RPC and HTTP. */
const callBuckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Seconds; a stage may take less than a millisecond. */
const stageBuckets = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

const reportBuckets = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 7.5, 10, 20, 30];

const generation = [a.genAiOperation, a.genAiProvider, a.genAiModel];

/** Every metric of the mesh, by its OpenTelemetry name. */
export const metricTable = {
  'rpc.server.call.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Duration of calls answered.',
    attributes: [a.rpcSystem, a.rpcMethod, a.rpcStatus, a.errorType],
    buckets: callBuckets,
  },
  'rpc.client.call.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Duration of calls made.',
    attributes: [a.rpcSystem, a.rpcMethod, a.rpcStatus, a.errorType, a.serverAddress, a.serverPort],
    buckets: callBuckets,
  },
  'http.server.request.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Duration of HTTP requests answered, streams of events included.',
    attributes: [
      'http.request.method',
      'http.route',
      'http.response.status_code',
      'network.protocol.version',
      'url.scheme',
      a.errorType,
    ],
    buckets: callBuckets,
  },
  'asarg.rpc.server.in_flight': {
    kind: 'upDownCounter',
    unit: '{call}',
    description: 'Calls being answered.',
    attributes: [a.rpcMethod],
  },
  'asarg.report.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'From the request to the end of its report, by what became of it.',
    attributes: [a.reportStatus],
    buckets: reportBuckets,
  },
  'asarg.reports.in_progress': {
    kind: 'upDownCounter',
    unit: '{report}',
    description: 'Reports being made.',
    attributes: [],
  },
  'asarg.report.degradations': {
    kind: 'counter',
    unit: '{slot}',
    description: 'Slots that were fed in part or not at all, by reason.',
    attributes: [a.slot, a.specialist, a.errorType],
  },
  'asarg.stage.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Duration of the stages that the service does itself.',
    attributes: [a.stage, a.errorType],
    buckets: stageBuckets,
  },
  'asarg.queue.depth': {
    kind: 'gauge',
    unit: '{request}',
    description: 'Requests that wait for their turn.',
    attributes: [a.queue],
  },
  'asarg.queue.shed': {
    kind: 'counter',
    unit: '{request}',
    description: 'Requests refused: the queue was full, or they would have been served too late.',
    attributes: [a.queue],
  },
  'asarg.client.requests': {
    kind: 'counter',
    unit: '{request}',
    description: 'Requests for reports, by the name of the key and whether they were taken on.',
    attributes: [a.client, a.admission],
  },
  'asarg.batch.size': {
    kind: 'histogram',
    unit: '{request}',
    description: 'Requests that ran together in one run of the network.',
    attributes: [a.model],
    buckets: [1, 2, 4, 8, 16, 32, 64],
  },
  'asarg.work.wasted': {
    kind: 'counter',
    unit: 's',
    description: 'Time that networks ran for callers who had left.',
    attributes: [a.stage],
  },
  'asarg.model.load.duration': {
    kind: 'gauge',
    unit: 's',
    description: 'Time it took to load and try the model, at the start of the service.',
    attributes: [a.model],
  },
  'asarg.specialist.attempts': {
    kind: 'counter',
    unit: '{attempt}',
    description: 'Calls of instances, by reason and outcome; LOST is a hedge that was not needed.',
    attributes: [a.specialist, a.attemptReason, a.attemptOutcome],
  },
  'asarg.specialist.instances': {
    kind: 'gauge',
    unit: '{instance}',
    description: 'Instances in the registry, by state.',
    attributes: [a.specialist, a.instanceState],
  },
  'asarg.breaker.state': {
    kind: 'gauge',
    description: 'Breaker of an instance: 0 closed, 1 half open, 2 open.',
    attributes: [a.specialist, a.serverAddress, a.serverPort],
  },
  'asarg.instance.load': {
    kind: 'gauge',
    description: 'Calls that an instance has, as far as is known, per call it can work on at once.',
    attributes: [a.specialist, a.service, a.serverAddress, a.serverPort],
  },
  'asarg.balancer.endpoints': {
    kind: 'gauge',
    unit: '{endpoint}',
    description: 'Endpoints that a channel balances over, by state.',
    attributes: [a.service, a.endpointState],
  },
  'asarg.balancer.calls': {
    kind: 'counter',
    unit: '{call}',
    description:
      'Calls, retries included, by the endpoint that they were sent to and how they ended.',
    attributes: [a.service, a.serverAddress, a.serverPort, a.rpcStatus],
  },
  'asarg.registry.epoch': {
    kind: 'gauge',
    description: 'Epoch of the registry: it counts changes of what reports use.',
    attributes: [],
  },
  'gen_ai.server.request.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'From the inputs of fusion to the last token.',
    attributes: [...generation, a.errorType],
    buckets: [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48],
  },
  'gen_ai.server.time_to_first_token': {
    kind: 'histogram',
    unit: 's',
    description: 'From the inputs of fusion to the first token.',
    attributes: generation,
    buckets: [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  },
  'gen_ai.server.time_per_output_token': {
    kind: 'histogram',
    unit: 's',
    description: 'Mean time per token after the first, per text.',
    attributes: generation,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 1],
  },
  'gen_ai.client.token.usage': {
    kind: 'histogram',
    unit: '{token}',
    description: 'Rows of the prompt (input) and tokens written (output), per text.',
    attributes: [...generation, a.genAiTokenType],
    buckets: [1, 4, 16, 64, 256, 1024, 4096, 16_384],
  },
  'asarg.cache.requests': {
    kind: 'counter',
    unit: '{request}',
    description: 'Questions to a cache, by whether it knew the answer.',
    attributes: ['asarg.cache', 'asarg.cache.result'],
  },
  'process.memory.usage': {
    kind: 'gauge',
    unit: 'By',
    description: 'Resident memory of the process.',
    attributes: [],
  },
  'process.cpu.time': {
    kind: 'counter',
    unit: 's',
    description: 'Processor time of the process, all threads.',
    attributes: ['cpu.mode'],
  },
  'nodejs.eventloop.delay.p99': {
    kind: 'gauge',
    unit: 's',
    description: '99th percentile of how late the event loop was since the last reading.',
    attributes: [],
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

/** Name of a metric. */
export type MetricName = keyof typeof metricTable;
