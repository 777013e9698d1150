// SPDX-License-Identifier: Apache-2.0
import { attribute, isServerError, stageNames } from '@asarg/telemetry';
import { labelOf, rateOf, totalOf } from './rates.js';
import { quantileOf, type MetricsWindow, type Quantile } from './window.js';

/** One service between two scrapes. What is undefined is not known (yet) or not told. */
export interface ServiceRow {
  readonly name: string;
  /** Why it could not be asked; then nothing else is known. */
  readonly failure?: string;
  /** Calls being answered. */
  readonly inFlight?: number;
  /** Requests that wait, over all its queues. */
  readonly queueDepth?: number;
  /** Mean number of requests that ran together. */
  readonly batchMean?: number;
  /** gRPC calls and HTTP requests answered. */
  readonly callsPerSecond?: number;
  /** Share of them that failed by the service's fault, 0 to 1. */
  readonly errorShare?: number;
  readonly memoryBytes?: number;
  /** Processors used: 1 is one of them, all the time. */
  readonly processors?: number;
  readonly loopDelayP99Seconds?: number;
  readonly shedPerSecond?: number;
  /** Seconds of network time per second that ran for callers who had left. */
  readonly wastedPerSecond?: number;
  readonly stages: readonly StageRow[];
}

/** A stage of the reports that a service had between two scrapes; quantiles in seconds. */
export interface StageRow {
  readonly name: string;
  readonly perSecond?: number;
  readonly p50?: Quantile;
  readonly p95?: Quantile;
}

const order: readonly string[] = stageNames;

/** Turns what a service told into its row. */
export function serviceOf(observed: {
  readonly name: string;
  readonly window?: MetricsWindow;
  readonly failure?: string;
}): ServiceRow {
  const { name, window, failure } = observed;
  if (!window) return { name, failure: failure ?? 'not asked yet', stages: [] };
  const perSecond = (amountOf: (of: MetricsWindow) => number | undefined): number | undefined =>
    rateOf([window], amountOf);
  const batches = window.distribution('asarg.batch.size');
  return {
    name,
    inFlight: window.level('asarg.rpc.server.in_flight'),
    queueDepth: window.level('asarg.queue.depth'),
    batchMean: batches && batches.count > 0 ? batches.sum / batches.count : undefined,
    callsPerSecond: perSecond(callsOf),
    errorShare: errorShareOf(window),
    memoryBytes: window.level('process.memory.usage'),
    processors: perSecond((of) => of.increase('process.cpu.time')),
    loopDelayP99Seconds: window.level('nodejs.eventloop.delay.p99'),
    shedPerSecond: perSecond((of) => of.increase('asarg.queue.shed')),
    wastedPerSecond: perSecond((of) => of.increase('asarg.work.wasted')),
    stages: stagesOf(window),
  };
}

function callsOf(window: MetricsWindow): number | undefined {
  return totalOf([
    window.distribution('rpc.server.call.duration')?.count,
    window.distribution('http.server.request.duration')?.count,
  ]);
}

function errorShareOf(window: MetricsWindow): number | undefined {
  const calls = callsOf(window);
  if (!calls) return undefined;
  const rpcStatus = labelOf(attribute.rpcStatus);
  const httpStatus = labelOf('http.response.status_code');
  const failed = totalOf([
    window.distribution('rpc.server.call.duration', (labels) =>
      isServerError(labels[rpcStatus] ?? ''),
    )?.count,
    window.distribution(
      'http.server.request.duration',
      (labels) => Number(labels[httpStatus]) >= 500,
    )?.count,
  ]);
  return (failed ?? 0) / calls;
}

function stagesOf(window: MetricsWindow): StageRow[] {
  const label = labelOf(attribute.stage);
  const placeOf = (stage: string): number =>
    order.includes(stage) ? order.indexOf(stage) : order.length;
  return [...window.valuesOf('asarg.stage.duration', label)]
    .sort((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1))
    .map((name) => {
      const took = window.distribution('asarg.stage.duration', (labels) => labels[label] === name);
      return {
        name,
        perSecond: rateOf([window], () => took?.count),
        p50: took && quantileOf(took, 0.5),
        p95: took && quantileOf(took, 0.95),
      };
    });
}
