// SPDX-License-Identifier: Apache-2.0
import type { ModelFrame } from '@asarg/imaging';
import type { SpecialistManifest } from '@asarg/model-bundle';
import { sharedClockMs, type Session } from '@asarg/runtime';
import { bestEncoding, wireTensor } from '@asarg/tensor';
import type { BatchReport, NetworkRun, Outcome } from './batch/run-batch.js';
import { feedsKey, outputsOf, stackFeeds, type Arrays } from './batch/stack-feeds.js';
import { graphOutputs } from './graph-outputs.js';
import type { Preprocessed, SpecialistSteps } from './specialist-steps.js';
import type { EncodeAnswer, EncodeCall } from './worker-messages.js';

/** Longest delay of a timer. */
const maxTimerMs = 2 ** 31 - 1;

/** A frame to encode. */
export interface Frame extends Omit<EncodeCall, 'frame'> {
  /** @throws ImagingError for a malformed frame. */
  readonly take: () => ModelFrame;
}

/** What frames are encoded with. */
export interface Encoder {
  readonly session: Session;
  readonly manifest: SpecialistManifest;
  readonly steps: Required<SpecialistSteps>;
}

interface Prepared {
  readonly index: number;
  readonly frame: Frame;
  readonly feeds: Arrays;
  readonly place: Omit<Preprocessed, 'feeds'>;
}

/**
 * Prepares each frame on its own, runs the network once for all whose feeds are alike, and makes an
 * answer of each frame's part of what it gives.
 * @param takenMs when the frames were taken; all times are of the clock that threads share.
 * @param settle is given the outcome of each frame as soon as there is one.
 */
export async function encodeBatch(
  { session, manifest, steps }: Encoder,
  frames: readonly Frame[],
  takenMs: number,
  settle: (index: number, outcome: Outcome<EncodeAnswer>) => void,
): Promise<BatchReport> {
  const { preprocess, postprocess, needs } = steps;
  const runs: (NetworkRun | undefined)[] = frames.map(() => undefined);
  let failure: { readonly error: unknown } | undefined;

  const fetchesOf = ({ outputs }: Frame): string[] => [
    ...new Set([...graphOutputs(manifest, outputs), ...needs]),
  ];

  async function runTogether(group: readonly Prepared[]): Promise<void> {
    const feeds = stackFeeds(group.map((one) => one.feeds));
    const fetches = new Set(group.flatMap(({ frame }) => fetchesOf(frame)));
    const size = group.length;
    const startedMs = sharedClockMs();
    let outputs: Arrays | undefined;
    try {
      outputs = await session.run(feeds, [...fetches], untilDeadline(group));
    } catch (error) {
      failure ??= { error };
      for (const { index } of group) settle(index, { $case: 'failed', value: error });
    }
    const ran: NetworkRun = { startedMs, endedMs: sharedClockMs(), size };
    for (const { index } of group) runs[index] = ran;
    if (!outputs) return;
    for (const [at, one] of group.entries()) {
      const own = pick(outputs, fetchesOf(one.frame));
      settle(
        one.index,
        outcomeOf(() => answerOf(one, outputsOf(own, at, size), ran)),
      );
    }
  }

  function answerOf({ frame, place }: Prepared, outputs: Arrays, ran: NetworkRun): EncodeAnswer {
    const { outputs: wanted, plain = false } = frame;
    const { tensors, statistics } = postprocess(outputs, { manifest, ...place, wanted });
    const wire = [...tensors.values()]
      .filter(({ name }) => wanted.includes(name))
      .map((tensor) => wireTensor(tensor, plain ? 'raw' : bestEncoding(tensor)));
    return {
      tensors: wire,
      ...(statistics && { statistics }),
      preprocessMs: ran.startedMs - takenMs,
      runMs: ran.endedMs - ran.startedMs,
      postprocessMs: sharedClockMs() - ran.endedMs,
      batchSize: ran.size,
    };
  }

  const prepared: Prepared[] = [];
  for (const [index, frame] of frames.entries()) {
    try {
      const { feeds, ...place } = preprocess(frame.take(), manifest);
      prepared.push({ index, frame, feeds, place });
    } catch (error) {
      settle(index, { $case: 'failed', value: error });
    }
  }
  const groups = Map.groupBy(prepared, ({ feeds }) => feedsKey(feeds));
  for (const group of groups.values()) await runTogether(group);
  return reportOf(takenMs, runs, failure);
}

function outcomeOf(make: () => EncodeAnswer): Outcome<EncodeAnswer> {
  try {
    return { $case: 'answered', value: make() };
  } catch (error) {
    return { $case: 'failed', value: error };
  }
}

function pick(outputs: Arrays, names: readonly string[]): Arrays {
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => names.includes(name)));
}

/** A run that another server does can end when nobody waits for it any more. */
function untilDeadline(group: readonly Prepared[]): { readonly signal?: AbortSignal } {
  const lastMs = Math.max(...group.map(({ frame }) => frame.deadlineAtMs ?? Infinity));
  const ms = lastMs - Date.now();
  return ms < maxTimerMs ? { signal: AbortSignal.timeout(Math.max(0, Math.ceil(ms))) } : {};
}

function reportOf(
  takenMs: number,
  runs: readonly (NetworkRun | undefined)[],
  failure: { readonly error: unknown } | undefined,
): BatchReport {
  const nowMs = sharedClockMs();
  const ran = runs.filter((run) => run !== undefined);
  const began = Math.min(...ran.map(({ startedMs }) => startedMs));
  const ended = Math.max(...ran.map(({ endedMs }) => endedMs));
  return {
    preprocess: { startedMs: takenMs, endedMs: ran.length > 0 ? began : nowMs },
    ...(ran.length > 0 && {
      run: { startedMs: began, endedMs: ended },
      postprocess: { startedMs: ended, endedMs: nowMs },
    }),
    ran: ran.length,
    runs,
    ...(failure && { error: failure.error }),
  };
}
