// SPDX-License-Identifier: Apache-2.0
import { quantilesOf } from '../simulation/engine/distribution.js';
import type { ServiceCost, StageCost, ThreadName } from '../simulation/mesh/stage-costs.js';
import { cpuBetween } from './cpu-curve.js';
import { stageIn, type ReportSample } from './report-sample.js';
import type { ProcessRecord } from './watch-threads.js';

/** Processor time that a service takes per millisecond without any report, by thread. */
export type IdleRates = Readonly<
  Record<string, { readonly main: number; readonly background: number }>
>;

/** Milliseconds of each stage of a service in one report. */
type StageTimes = Readonly<Record<string, number>>;

/** The thread that each stage runs on; `encode`, `fuse` and so on are the networks. */
const threadOf: Readonly<Record<string, ThreadName>> = {
  receive: 'main',
  'decode-image': 'worker',
  store: 'main',
  render: 'worker',
  send: 'main',
  collect: 'main',
  gather: 'main',
  fuse: 'worker',
  prefill: 'worker',
  token: 'worker',
  finish: 'main',
  encode: 'worker',
  answer: 'main',
  other: 'background',
};

/** Divides what each process did for a report among its stages. */
export function allotCosts(
  samples: readonly ReportSample[],
  specialists: readonly string[],
  idle: IdleRates,
): { readonly stages: StageCost[]; readonly services: ServiceCost[] } {
  const allot: Readonly<Record<string, (sample: ReportSample) => StageTimes>> = {
    gateway: gatewayStages,
    'fusion-llm': (sample) => fusionStages(sample, specialists),
    ...Object.fromEntries(
      specialists.map((name) => [name, (sample: ReportSample) => specialistStages(sample, name)]),
    ),
  };
  const stages: StageCost[] = [];
  const services: ServiceCost[] = [];
  for (const [service, divide] of Object.entries(allot)) {
    const times = samples.map((sample) => withoutIdle(divide(sample), sample, idle[service]));
    const threads = coresOf(samples.map(({ records }) => records[service]!));
    for (const stage of Object.keys(times[0]!)) {
      const thread = threadOf[stage]!;
      const cpuMs = rounded(times.map((one) => one[stage]!));
      const wallMs = wallOf(samples, service, stage);
      const isParallel = thread === 'worker' && service === 'fusion-llm';
      stages.push({
        service,
        stage,
        thread,
        cpuMs,
        ...(wallMs && { wallMs }),
        ...(isParallel && { threads }),
      });
    }
    const totals = times.map((one, at) => sumOf(one, samples[at]!, specialists.length));
    services.push({
      service,
      cpuMs: rounded(totals),
      ...bytesOf(samples, service),
      residentBytes: 0,
    });
  }
  return { stages, services };
}

/** Moments of a report as its stages tell them, on the clock of the readings. */
const moments = ({ createdAtMs }: ReportSample, ...offsetsMs: readonly number[]): number[] =>
  offsetsMs.map((offset) => createdAtMs + offset);

function gatewayStages(sample: ReportSample): StageTimes {
  const { main, worker, backgroundMs } = sample.records['gateway']!;
  const sent = stageIn(sample, 'check').startMs;
  const decoded = stageIn(sample, 'transfer').startMs;
  const [receive = 0, store = 0] = cpuBetween(main, moments(sample, sent));
  // The rendering is made after the report; between, the imaging thread has nothing to do.
  const [decodeImage = 0, render = 0] = cpuBetween(worker, moments(sample, decoded));
  return { receive, 'decode-image': decodeImage, store, render, other: backgroundMs };
}

function fusionStages(sample: ReportSample, specialists: readonly string[]): StageTimes {
  const { main, worker, backgroundMs } = sample.records['fusion-llm']!;
  const [fanOut, gather, fuse, prefill, decode, finish] = [
    'fan-out',
    'gather',
    'fuse',
    'prefill',
    'decode',
    'finish',
  ].map((name) => stageIn(sample, name).startMs) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [check = 0, calls = 0, gathered = 0, finished = 0] = cpuBetween(
    main,
    moments(sample, fanOut, gather, fuse),
  );
  const [, fused = 0, prefilled = 0, decoded = 0, after = 0] = cpuBetween(
    worker,
    moments(sample, fuse, prefill, decode, finish),
  );
  // Frames go out and answers come in at the same time; what moves a byte costs as much either way.
  const bytes = specialists.map((name) => sample.records[name]!.bytes);
  const [out, back] = [sum(bytes, 'bytesIn'), sum(bytes, 'bytesOut')];
  const sending = (calls * out) / (out + back);
  return {
    send: check + sending,
    collect: (calls - sending) / specialists.length,
    gather: gathered,
    fuse: fused,
    prefill: prefilled,
    token: (decoded + after) / sample.tokens,
    finish: finished,
    other: backgroundMs,
  };
}

function specialistStages(sample: ReportSample, name: string): StageTimes {
  const { main, worker, backgroundMs } = sample.records[name]!;
  const { startMs, durationMs } = stageIn(sample, `${name}/run`);
  // While the network runs the main thread has little to do: its middle divides before from after.
  const [receive = 0, answer = 0] = cpuBetween(main, moments(sample, startMs + durationMs / 2));
  const encode = worker.cpuMs.at(-1)! - worker.cpuMs[0]!;
  return { receive, encode, answer, other: backgroundMs };
}

/** Takes off what the service would have used anyway, evenly over its main thread's stages. */
function withoutIdle(
  times: StageTimes,
  { watchedMs }: ReportSample,
  rates: IdleRates[string] | undefined,
): StageTimes {
  if (rates === undefined) return times;
  const ofMain = Object.entries(times).filter(([stage]) => threadOf[stage] === 'main');
  const mainMs = ofMain.reduce((total, [, ms]) => total + ms, 0);
  const kept = Math.max(0, 1 - (rates.main * watchedMs) / mainMs);
  return Object.fromEntries(
    Object.entries(times).map(([stage, ms]) => {
      if (threadOf[stage] === 'main') return [stage, ms * kept];
      if (threadOf[stage] !== 'background') return [stage, ms];
      return [stage, Math.max(0, ms - rates.background * watchedMs)];
    }),
  );
}

function sumOf(times: StageTimes, { tokens }: ReportSample, specialists: number): number {
  const often: Readonly<Record<string, number>> = { token: tokens, collect: specialists };
  return Object.entries(times).reduce((total, [stage, ms]) => total + ms * (often[stage] ?? 1), 0);
}

/** Cores that the worker threads of a process use at once: all their time over that of the busiest. */
function coresOf(records: readonly ProcessRecord[]): number {
  const shares = records.map(({ workersMs }) => {
    const busiest = Math.max(...workersMs, 0);
    return busiest > 0 ? workersMs.reduce((total, ms) => total + ms, 0) / busiest : 1;
  });
  return Number(quantilesOf(shares, 2)[1]!.toFixed(3));
}

/** What reports tell of the same work; nothing where they tell of something else. */
function wallOf(samples: readonly ReportSample[], service: string, stage: string) {
  const names = (prefix: string, parts: readonly string[]) => parts.map((part) => prefix + part);
  const told =
    stage === 'encode'
      ? names(`${service}/`, ['preprocess', 'run', 'postprocess'])
      : ['decode-image', 'gather', 'fuse', 'prefill'].includes(stage)
        ? [stage]
        : stage === 'token'
          ? ['decode']
          : undefined;
  if (told === undefined) return undefined;
  return rounded(
    samples.map((sample) => {
      const ms = told.reduce((total, name) => total + stageIn(sample, name).durationMs, 0);
      return stage === 'token' ? ms / sample.tokens : ms;
    }),
  );
}

function bytesOf(samples: readonly ReportSample[], service: string) {
  const middle = (key: 'bytesIn' | 'bytesOut'): number =>
    Math.round(
      quantilesOf(
        samples.map(({ records }) => records[service]!.bytes[key]),
        2,
      )[1]!,
    );
  return { bytesIn: middle('bytesIn'), bytesOut: middle('bytesOut') };
}

const sum = <K extends string>(rows: readonly Readonly<Record<K, number>>[], key: K): number =>
  rows.reduce((total, row) => total + row[key], 0);

/** To the microsecond: more is noise. */
const rounded = (values: readonly number[]): number[] =>
  quantilesOf(values).map((value) => Number(value.toFixed(3)));
