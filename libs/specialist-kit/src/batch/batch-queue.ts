// SPDX-License-Identifier: Apache-2.0
import { createRunningMean, ServiceFailure, type RunningMean } from '@asarg/service-kit';
import type { BatchMember, BatchObserver } from './batch-observer.js';
import type { BatchReport, NetworkRun, Outcome, RunBatch } from './run-batch.js';
import { expectedMs } from './expected-ms.js';
import { displaced, queueFull, tooLateToQueue } from './shed-error.js';
import { createUrgencyLine } from './urgency-line.js';

export interface BatchQueueOptions<Call, Answer> {
  /** Requests taken together at most. */
  readonly maxBatch: number;
  /** Requests that may wait besides those that run. @default Infinity */
  readonly maxWaiting?: number;
  readonly run: RunBatch<Call, Answer>;
  readonly observer?: BatchObserver;
  /** Milliseconds that batches take. @default a mean of the last five or so */
  readonly batchMean?: RunningMean;
}

/** When a caller stops waiting. */
export interface Patience {
  readonly signal?: AbortSignal;
  /** Milliseconds since the epoch. @default Infinity */
  readonly deadlineAtMs?: number;
}

/** An answer, and how long the request waited to be taken. */
export interface Answered<Answer> {
  readonly answer: Answer;
  readonly queueMs: number;
}

/** Runs batches one after the other, of whatever waits when the one before has ended. */
export interface BatchQueue<Call, Answer> {
  /** Requests waiting, without those that run. */
  readonly waiting: number;
  /** Requests that run. */
  readonly running: number;
  /**
   * Has a request done, at once if nothing runs; else it waits, the earliest deadline first. One
   * that is aborted while it waits leaves the queue and is never run; what runs is not interrupted.
   * @throws ShedError at once if, by what batches take, its turn would come too late, or if too many
   * wait that are not less urgent; later if the queue is full and it is the least urgent when
   * another comes; the signal's reason; ServiceFailure DEADLINE_EXCEEDED if its turn comes too late
   * all the same; what the work throws.
   */
  submit(call: Call, patience?: Patience): Promise<Answered<Answer>>;
  /** Fails what waits, and every later request, with the given error. */
  close(error: Error): void;
}

interface Entry<Call, Answer> {
  readonly call: Call;
  readonly deadlineAtMs: number;
  readonly member: BatchMember;
  /** The first one counts. */
  settle(outcome: Outcome<Answer>, takenMs?: number): void;
}

export function createBatchQueue<Call, Answer>({
  maxBatch,
  maxWaiting = Infinity,
  run,
  observer = {},
  batchMean = createRunningMean(5),
}: BatchQueueOptions<Call, Answer>): BatchQueue<Call, Answer> {
  type Item = Entry<Call, Answer>;
  const waiting = createUrgencyLine<Item>();
  let running = 0;
  /** When the batch in progress was taken. */
  let takenMs = 0;
  let closed: Error | undefined;

  function take(): Item[] {
    const taken: Item[] = [];
    while (taken.length < maxBatch) {
      const entry = waiting.shift();
      if (entry === undefined) break;
      // The timer of a deadline that has just passed may not have fired yet.
      if (Date.now() < entry.deadlineAtMs) taken.push(entry);
      else depart(entry, 'DEADLINE_EXCEEDED', tooLate());
    }
    return taken;
  }

  function depart(entry: Item, reason: string, error: unknown): void {
    observer.onDeparture?.(entry.member, reason);
    entry.settle({ $case: 'failed', value: error });
  }

  async function runTogether(entries: readonly Item[]): Promise<void> {
    const batch = { members: entries.map(({ member }) => member), takenMs: performance.now() };
    observer.onBatch?.(batch);
    const outcomes: (Outcome<Answer> | undefined)[] = entries.map(() => undefined);
    const settle = (index: number, outcome: Outcome<Answer>): void => {
      outcomes[index] ??= outcome;
      entries[index]?.settle(outcome, batch.takenMs);
    };
    let report: BatchReport | undefined;
    let error: unknown;
    try {
      const calls = entries.map(({ call }) => call);
      report = await run(calls, batch.takenMs, settle);
      error = report.error;
      // What fails may be short; it says nothing of what succeeds.
      if (error === undefined) batchMean.record(performance.now() - batch.takenMs);
    } catch (failure) {
      error = failure;
    }
    // Whoever has an outcome keeps it.
    const value = error ?? new Error('expected an outcome for each call of a batch, found none');
    for (const index of entries.keys()) settle(index, { $case: 'failed', value });
    const { runs = [], ...phases } = report ?? {};
    observer.onBatchEnd?.({
      ...batch,
      ...phases,
      runs: entries.map((_, at) => runs[at]),
      endedMs: performance.now(),
      errors: outcomes.map((outcome) => (outcome?.$case === 'failed' ? outcome.value : undefined)),
      ...(error !== undefined && { error }),
      wastedMs: entries.reduce((sum, { member }, at) => sum + wastedMs(member, runs[at]), 0),
    });
  }

  function next(): void {
    const entries = take();
    if (entries.length === 0) return;
    running = entries.length;
    takenMs = performance.now();
    void runTogether(entries).finally(() => {
      running = 0;
      next();
    });
  }

  /** Milliseconds until a request with so many ahead is answered; 0 if that is not known. */
  function untilAnsweredMs(ahead: number): number {
    const { value: batchMs } = batchMean;
    if (batchMs === undefined || running === 0) return 0;
    return expectedMs(batchMs, { ahead, maxBatch, elapsedMs: performance.now() - takenMs });
  }

  /**
   * Makes room for a request, or throws. While nothing runs everything is let in, so that an
   * estimate that was too high is corrected.
   */
  function admit(deadlineAtMs: number): void {
    if (running === 0) return;
    const ahead = waiting.ahead(deadlineAtMs);
    const leftMs = deadlineAtMs - Date.now();
    const answeredMs = untilAnsweredMs(ahead);
    if (answeredMs > leftMs) {
      observer.onShed?.();
      throw tooLateToQueue(leftMs, ahead, answeredMs);
    }
    if (waiting.size < maxWaiting) return;
    // Sooner, those that wait now would fill it again at once.
    const pushbackMs = Math.ceil(untilAnsweredMs(waiting.size / 2));
    const { last } = waiting;
    if (last === undefined || deadlineAtMs >= last.deadlineAtMs) {
      observer.onShed?.();
      throw queueFull(maxWaiting, pushbackMs);
    }
    waiting.remove(last);
    depart(last, 'RESOURCE_EXHAUSTED', displaced(maxWaiting, pushbackMs));
  }

  return {
    get waiting() {
      return waiting.size;
    },
    get running() {
      return running;
    },
    async submit(call, { signal, deadlineAtMs = Infinity } = {}) {
      signal?.throwIfAborted();
      if (closed) throw closed;
      admit(deadlineAtMs);
      const arrivedMs = performance.now();
      const member: { arrivedMs: number; leftMs: number | undefined } = {
        arrivedMs,
        leftMs: undefined,
      };
      const { promise, resolve, reject } = Promise.withResolvers<Answered<Answer>>();
      const entry: Item = {
        call,
        deadlineAtMs,
        member,
        settle(outcome, takenMs = arrivedMs) {
          signal?.removeEventListener('abort', leave);
          if (outcome.$case === 'failed') reject(outcome.value);
          else resolve({ answer: outcome.value, queueMs: takenMs - arrivedMs });
        },
      };
      const leave = (): void => {
        member.leftMs = performance.now();
        if (waiting.remove(entry)) observer.onDeparture?.(member, 'CANCELLED');
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      waiting.add(entry);
      observer.onArrival?.(member);
      if (running === 0) next();
      return promise;
    },
    close(error) {
      closed = error;
      for (const entry of waiting.clear()) depart(entry, 'UNAVAILABLE', error);
    },
  };
}

function tooLate(): ServiceFailure {
  return new ServiceFailure('DEADLINE_EXCEEDED', 'the deadline passed while the call waited');
}

function wastedMs({ leftMs }: BatchMember, run: NetworkRun | undefined): number {
  if (!run || leftMs === undefined) return 0;
  return Math.max(0, run.endedMs - Math.max(leftMs, run.startedMs)) / run.size;
}
