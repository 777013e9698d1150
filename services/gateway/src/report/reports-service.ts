// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { GenerationOptions } from '@asarg/contracts';
import { context } from '@opentelemetry/api';
import type { ImagingEdge } from '../edges/imaging-edge.js';
import { maskPng, shrinkPng } from '../edges/png.js';
import { ClientGoneError, ProblemError } from '../http/problem.js';
import { problemFromUnknown } from '../http/problem-from-unknown.js';
import { activeSpan } from '../http/trace-response.js';
import type { StoredEvent } from '../store/report-store.js';
import type { Applicant, Capacity } from './capacity.js';
import type { MaskKey } from './mask-key.js';
import type { MaskModel } from './mask-model.js';
import type { ReportModel } from './report-model.js';
import { type Run, startRun } from './report-run.js';
import { beginReportTrace } from './report-trace.js';
import type { RunParts } from './run-request.js';
import { unlessStopped } from './unless-stopped.js';

/** What a client sent. */
export interface Submission {
  readonly image: Uint8Array;
  readonly options: GenerationOptions;
}

/** A report that is being made. */
export interface AcceptedReport {
  readonly id: string;
  /** The report's end, FAILED included; rejects when it cannot be stored. */
  readonly finished: Promise<ReportModel>;
}

/** A picture and the name of its content. */
export interface Picture {
  readonly png: Buffer;
  /** Equal tags, equal bytes. */
  readonly tag: string;
}

/** Everything the API does with reports; all methods throw ProblemError. */
export interface ReportsService {
  /** Takes a place when there is one, receives and decodes the image, and hands it to fusion-llm. */
  submit(receive: () => Promise<Submission>, applicant: Applicant): Promise<AcceptedReport>;
  find(id: string): ReportModel;
  /** True when the report has ended and there are no events after `sequence`. */
  isRead(id: string, sequence: number): boolean;
  events(id: string, sequence: number, signal: AbortSignal): AsyncIterable<readonly StoredEvent[]>;
  /** Display rendering, its longer side at most `maxSide` pixels if that is given. */
  image(id: string, maxSide: number | undefined): Promise<Picture>;
  /** Resolves when the renderings of all reports so far are stored, or cannot be. */
  imagesStored(): Promise<void>;
  masks(id: string): readonly MaskModel[];
  mask(id: string, key: MaskKey): Promise<Picture & { readonly mask: MaskModel }>;
}

/** What the service is made of. */
export interface ReportsParts extends RunParts {
  readonly imaging: ImagingEdge;
  readonly capacity: Capacity;
}

/** The reports of this gateway. */
export function createReportsService(parts: ReportsParts): ReportsService {
  const { store, blobs, live, capacity, imaging } = parts;
  const imagesToStore = new Map<string, Run['storeImage']>();
  /** Display renderings of reports that have ended, being made or waiting for that. */
  let renderings = 0;

  async function submit(
    receive: () => Promise<Submission>,
    applicant: Applicant,
  ): Promise<AcceptedReport> {
    const [createdAt, startedAtMs] = [new Date(), performance.now()];
    const traceId = activeSpan()?.traceId ?? null;
    const { isAwaited, release } = await capacity.acquire(applicant);
    const takenAtMs = isAwaited ? performance.now() : startedAtMs;
    const id = randomUUID();
    const trace = beginReportTrace(id, startedAtMs);
    if (isAwaited) trace.stage('queue', startedAtMs).end({ endMs: takenAtMs });
    try {
      const sent = await trace.during('receive', () =>
        unlessStopped(receive(), parts.stop, tooSoon),
      );
      const { image: bytes, options } = sent;
      const receivedAtMs = performance.now();
      const image = await trace.during('decode-image', () =>
        unlessStopped(imaging.decode(bytes), parts.stop, tooSoon),
      );
      const decodedAtMs = performance.now();
      const times = { createdAt, startedAtMs, takenAtMs, receivedAtMs, decodedAtMs, traceId };
      const request = { id, image, options, trace, ...times };
      const { accepted, finished, storeImage } = context.with(trace.context, () =>
        startRun(parts, request),
      );
      finished.then(trace.ended, trace.refused);
      imagesToStore.set(id, storeImage);
      const stored = finished.then(() => {
        // One rendering may go on without a place; a second would be the start of a heap of them.
        if (renderings === 0) release();
        renderings++;
        return storeImage().finally(() => renderings--);
      });
      const forget = (): void => {
        imagesToStore.delete(id);
        release();
      };
      stored.then(forget, forget);
      await accepted;
      return { id, finished };
    } catch (error) {
      trace.refused(error);
      context.with(trace.context, () => tellRefused(id, error));
      release();
      throw error;
    }
  }

  function tellRefused(reportId: string, error: unknown): void {
    const isGone = error instanceof ClientGoneError;
    const problem = isGone ? 'client-gone' : problemFromUnknown(error).slug;
    parts.logger.info({ reportId, problem }, 'report refused');
  }

  function find(id: string): ReportModel {
    const report = live.find(id) ?? store.find(id);
    if (report === undefined) throw new ProblemError('report-not-found', 'No report has this id.');
    return report;
  }

  return {
    submit,
    find,
    isRead: (id, sequence) =>
      find(id).status !== 'IN_PROGRESS' && store.eventsAfter(id, sequence, 1).length === 0,
    events: (id, sequence, signal) => live.follow(id, sequence, signal),
    async image(id, maxSide) {
      find(id);
      await imagesToStore
        .get(id)?.()
        .catch(() => undefined);
      const blob = store.imageBlob(id);
      if (blob === undefined) {
        throw new ProblemError('image-not-stored', 'The gateway stopped before storing the image.');
      }
      const png = await blobs.get(blob);
      if (maxSide === undefined) return { png, tag: blob };
      return { png: await shrinkPng(png, maxSide), tag: `${blob}-${maxSide}` };
    },
    async imagesStored() {
      await Promise.allSettled([...imagesToStore.values()].map((store) => store()));
    },
    masks(id) {
      find(id);
      return store.masks(id);
    },
    async mask(id, key) {
      find(id);
      const found = store.maskBlob(id, key);
      if (found === undefined) {
        throw new ProblemError('mask-not-found', 'No mask of this report has this name.', {
          expected: 'a maskUrl of the report or of its list of masks',
        });
      }
      const { mask, blob } = found;
      const { width, height } = mask;
      const png = await maskPng({ width, height, bits: await blobs.get(blob) });
      return { mask, png, tag: blob };
    },
  };
}

function tooSoon(): ProblemError {
  return new ProblemError('draining', 'The gateway was stopped before it had the whole image.');
}
