// SPDX-License-Identifier: Apache-2.0
import { MeshError } from '@asarg/mesh-client';
import type { DecodedImage } from '../edges/imaging-edge.js';
import { ProblemError } from '../http/problem.js';
import { isUnexpected, problemFromUnknown } from '../http/problem-from-unknown.js';
import { createFusionClock } from './fusion-clock.js';
import { type FusionStream, readFusionStream } from './fusion-stream.js';
import type { LiveReport } from './live-reports.js';
import { newReport } from './new-report.js';
import { completeReport, failReport, type ReportTimes } from './report-draft.js';
import type { ReportModel } from './report-model.js';
import { createReportStages, type ReportStages } from './report-stages.js';
import { roundMs } from './round-ms.js';
import type { RunParts, RunRequest } from './run-request.js';

/** A report being made. */
export interface Run {
  /** Resolves when fusion-llm has taken the report on; rejects with ProblemError if it refuses. */
  readonly accepted: Promise<void>;
  /** The report's end, FAILED included; rejects when fusion-llm refused it. */
  readonly finished: Promise<ReportModel>;
  /**
   * Makes and stores the display rendering, once however often it is called. Left to whoever needs
   * it: while the report is made it would take processors from the networks.
   */
  storeImage(): Promise<void>;
}

/** A fusion-llm that says nothing for so long is taken to have accepted, in milliseconds. */
const acceptWaitMs = 1000;

/** Starts making a report. */
export function startRun(parts: RunParts, request: RunRequest): Run {
  const { id, image, startedAtMs } = request;
  const elapsedMs = (): number => performance.now() - startedAtMs;
  const initial = newReport(id, request.createdAt, image, request.options, request.traceId);
  const live = parts.live.start(initial, elapsedMs);
  const stages = recordArrival(live, request);
  const clock = createFusionClock(request.decodedAtMs - startedAtMs);
  const accepted = Promise.withResolvers<void>();
  let imageStored: Promise<void> | undefined;
  const storeImage = (): Promise<void> => {
    // Not before it is accepted: of a report that is refused nothing is kept.
    imageStored ??= accepted.promise.then(() => storeDisplay(parts, id, image));
    imageStored.catch(() => undefined);
    return imageStored;
  };
  const timer = setTimeout(accepted.resolve, acceptWaitMs);
  let isAccepted = false;
  void accepted.promise.then(
    () => (isAccepted = true),
    () => undefined,
  );
  const onTaken = (): void => {
    // Set at once: an error that follows in the same tick ends a report that was taken on.
    isAccepted = true;
    accepted.resolve();
  };

  async function run(): Promise<ReportModel> {
    try {
      const fusion = { clock, stages };
      const stream = await readFusionStream(parts, request, live, fusion, elapsedMs, onTaken);
      const durationMs = elapsedMs();
      stages.close(durationMs);
      return finish(parts, live, stream, clock.lateMs, durationMs);
    } catch (error) {
      const problem = parts.stop.aborted ? interrupted(error) : problemFromUnknown(error);
      if (!isAccepted) {
        parts.live.discard(id);
        throw problem;
      }
      if (isUnexpected(problem)) parts.logger.error({ reportId: id, err: problem }, problem.slug);
      const times = { durationMs: elapsedMs(), lateMs: clock.lateMs };
      try {
        closeFailed(stages, problem, times);
      } catch (failure) {
        parts.logger.error({ reportId: id, err: failure }, 'stages could not be stored');
      }
      return fail(parts, live, problem, times);
    } finally {
      clearTimeout(timer);
    }
  }

  const finished = run();
  finished.then(() => accepted.resolve(), accepted.reject);
  return { accepted: accepted.promise, finished, storeImage };
}

function recordArrival(live: LiveReport, request: RunRequest): ReportStages {
  const { startedAtMs, takenAtMs, receivedAtMs, decodedAtMs, trace } = request;
  const stages = createReportStages(live, trace, startedAtMs);
  if (takenAtMs > startedAtMs) stages.enter('queue', 0);
  stages.enter('receive', takenAtMs - startedAtMs);
  stages.enter('decode-image', receivedAtMs - startedAtMs);
  stages.enter('transfer', decodedAtMs - startedAtMs);
  return stages;
}

async function storeDisplay(
  { blobs, store }: RunParts,
  id: string,
  image: DecodedImage,
): Promise<void> {
  const blob = await blobs.put(await image.render());
  store.setImageBlob(id, blob);
}

function finish(
  { logger }: RunParts,
  live: LiveReport,
  { end, offsetMs }: FusionStream,
  lateMs: number,
  durationMs: number,
): ReportModel {
  const times = { offsetMs: offsetMs - lateMs, lateMs, durationMs };
  const report = completeReport(live.report, end, times);
  live.finish(report);
  logger.info({ ...endOf(report), tokens: end.tokens }, 'report ended');
  return report;
}

function fail(
  { logger }: RunParts,
  live: LiveReport,
  problem: ProblemError,
  times: Omit<ReportTimes, 'offsetMs'>,
): ReportModel {
  const { id } = live.report;
  const failed = failReport(live.report, problem.toProblem(`/v1/reports/${id}`), times);
  try {
    live.finish(failed);
  } catch (error) {
    logger.error({ reportId: id, err: error }, 'the end of a report could not be stored');
    throw error;
  } finally {
    logger.info({ ...endOf(failed), problem: problem.slug }, 'report ended');
  }
  return failed;
}

/** What the log tells of a report. */
function endOf({ id, status, durationMs }: ReportModel): Record<string, unknown> {
  return { reportId: id, status, durationMs };
}

/**
 * Ends now what fusion-llm has not ended itself; if it has, it did so before we heard of it, and
 * the time since is the gateway's.
 */
function closeFailed(
  stages: ReportStages,
  problem: ProblemError,
  { lateMs, durationMs }: Omit<ReportTimes, 'offsetMs'>,
): void {
  stages.close(durationMs, outcomeOf(problem));
  const endMs = stages.lastEndMs - lateMs;
  if (roundMs(durationMs) <= roundMs(endMs)) return;
  stages.enter('store', endMs);
  stages.close(durationMs);
}

function outcomeOf({ slug, cause }: ProblemError): string {
  if (slug === 'interrupted') return 'CANCELLED';
  return cause instanceof MeshError ? cause.code : 'INTERNAL';
}

function interrupted(cause: unknown): ProblemError {
  const detail = 'The gateway was stopped while the report was in progress; ask for it again.';
  return new ProblemError('interrupted', detail, { cause });
}
