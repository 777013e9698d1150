// SPDX-License-Identifier: Apache-2.0
import { attribute, metricTable, prometheusName, type MetricName } from '@asarg/telemetry';
import type { MetricSpec } from '@asarg/telemetry';
import { labelOf } from './rates.js';

/** Values of one metric by attributes; for a histogram, all that was observed. */
export interface Measured {
  readonly metric: MetricName;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly value: number | readonly number[];
}

/** A scrape in the text format 0.0.4, as the services tell it, for the tests. */
export function expositionOf(measured: readonly Measured[]): string {
  return measured.map(familyOf).join('');
}

function familyOf({ metric, attributes = {}, value }: Measured): string {
  const spec: MetricSpec = metricTable[metric];
  const name = prometheusName(metric, spec);
  const labels = Object.entries(attributes).map(([key, text]) => `${labelOf(key)}="${text}"`);
  const line = (suffix: string, amount: number, ...more: readonly string[]): string => {
    const all = [...labels, ...more];
    return `${name}${suffix}${all.length > 0 ? `{${all.join(',')}}` : ''} ${amount}\n`;
  };
  if (typeof value === 'number') return line('', value);
  const bounds = [...(spec.buckets ?? []), Infinity];
  return [
    ...bounds.map((bound) => {
      const le = bound === Infinity ? '+Inf' : String(bound);
      return line('_bucket', value.filter((each) => each <= bound).length, `le="${le}"`);
    }),
    line(
      '_sum',
      value.reduce((sum, each) => sum + each, 0),
    ),
    line('_count', value.length),
  ].join('');
}

const processOf = (megabytes: number, cpuSeconds: number, lateSeconds: number): Measured[] => [
  { metric: 'process.memory.usage', value: megabytes * 2 ** 20 },
  { metric: 'process.cpu.time', attributes: { 'cpu.mode': 'user' }, value: cpuSeconds },
  { metric: 'nodejs.eventloop.delay.p99', value: lateSeconds },
];

const stagesOf = (seconds: Readonly<Record<string, number>>, rounds: number): Measured[] =>
  Object.entries(seconds).map(([stage, each]) => ({
    metric: 'asarg.stage.duration',
    attributes: { [attribute.stage]: stage },
    value: Array.from({ length: rounds }, () => each),
  }));

function callsOf(method: string, rounds: number, status = 'OK'): Measured {
  const value = Array.from({ length: rounds }, () => 0.2);
  const attributes = { [attribute.rpcMethod]: method, [attribute.rpcStatus]: status };
  return { metric: 'rpc.server.call.duration', attributes, value };
}

/**
 * What a gateway, a language model and a specialist tell after so many rounds of ten reports: two
 * thirds of the reports are complete, the specialist is shed, hedged, retried, and breaks down.
 */
export function sampleScrapes(rounds: number): Readonly<Record<string, string>> {
  const count = rounds * 10;
  const reports = (status: string, share: number, seconds: number): Measured => ({
    metric: 'asarg.report.duration',
    attributes: { [attribute.reportStatus]: status },
    value: Array.from({ length: Math.round(count * share) }, () => seconds),
  });
  const attempts = (reason: string, outcome: string, amount: number): Measured => ({
    metric: 'asarg.specialist.attempts',
    attributes: {
      [attribute.specialist]: 'vision',
      [attribute.attemptReason]: reason,
      [attribute.attemptOutcome]: outcome,
    },
    value: amount,
  });
  return {
    vision: expositionOf([
      ...processOf(290, count * 0.1, 0.03),
      {
        metric: 'asarg.rpc.server.in_flight',
        attributes: { [attribute.rpcMethod]: 'asarg.specialist.v1.SpecialistService/Encode' },
        value: 4,
      },
      { metric: 'asarg.queue.depth', attributes: { [attribute.queue]: 'encode' }, value: 3 },
      { metric: 'asarg.queue.shed', attributes: { [attribute.queue]: 'encode' }, value: count / 5 },
      {
        metric: 'asarg.batch.size',
        value: Array.from({ length: count }, (_, i) => (i % 2 ? 2 : 1)),
      },
      {
        metric: 'asarg.work.wasted',
        attributes: { [attribute.stage]: 'run' },
        value: count * 0.012,
      },
      callsOf('asarg.specialist.v1.SpecialistService/Encode', count),
      callsOf('asarg.specialist.v1.SpecialistService/Encode', count / 10, 'UNAVAILABLE'),
      ...stagesOf(
        { transfer: 0.0003, run: 0.16, queue: 0.02, preprocess: 0.03, postprocess: 0.004 },
        count,
      ),
    ]),
    'fusion-llm': expositionOf([
      ...processOf(1430, count * 0.19, 0.14),
      callsOf('asarg.report.v1.ReportService/Generate', count),
      attempts('first', 'OK', count),
      attempts('hedge', 'LOST', count / 2),
      attempts('retry', 'OK', count / 10),
      {
        metric: 'asarg.breaker.state',
        attributes: {
          [attribute.specialist]: 'vision',
          [attribute.serverAddress]: '127.0.0.1',
          [attribute.serverPort]: '7111',
        },
        value: 2,
      },
      {
        metric: 'asarg.report.degradations',
        attributes: {
          [attribute.slot]: 'vision',
          [attribute.specialist]: 'vision',
          [attribute.errorType]: 'UNAVAILABLE',
        },
        value: count * 0.2,
      },
      {
        metric: 'asarg.report.degradations',
        attributes: { [attribute.slot]: 'cxas', [attribute.errorType]: 'unbound' },
        value: count * 0.04,
      },
      {
        metric: 'gen_ai.server.time_to_first_token',
        value: Array.from({ length: count }, () => 0.05),
      },
      {
        metric: 'gen_ai.client.token.usage',
        attributes: { [attribute.genAiTokenType]: 'output' },
        value: Array.from({ length: count }, () => 34),
      },
      ...stagesOf({ 'fan-out': 0.4, check: 0.002, decode: 0.3, prefill: 0.02 }, count),
    ]),
    gateway: expositionOf([
      ...processOf(281, count * 0.02, 0.02),
      { metric: 'asarg.reports.in_progress', value: 3 },
      reports('COMPLETE', 0.7, 0.8),
      reports('PARTIAL', 0.2, 1.2),
      reports('FAILED', 0.1, 40),
      ...stagesOf({ receive: 0.004, 'decode-image': 0.04, store: 0.002 }, count),
    ]),
  };
}
