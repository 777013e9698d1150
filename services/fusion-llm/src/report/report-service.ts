// SPDX-License-Identifier: Apache-2.0
import type { GenerateRequest, GenerateResponse, ReportServiceServer } from '@asarg/contracts';
import { serverStream, type CallContext } from '@asarg/service-kit';
import type { ReportLog } from './report-log.js';
import type { ReportPipeline } from './report-pipeline.js';
import type { ReportPlaces } from './report-places.js';
import { streamEvents } from './stream-events.js';

export interface ReportServiceOptions {
  readonly pipeline: ReportPipeline;
  readonly log: ReportLog;
  /** A report without a place gets RESOURCE_EXHAUSTED. */
  readonly places: ReportPlaces;
  /** Told of every error that the caller sees as INTERNAL. */
  readonly onInternalError: (error: unknown) => void;
}

/** The report pipeline over gRPC. */
export function reportService(options: ReportServiceOptions): ReportServiceServer {
  const { pipeline, log, places, onInternalError } = options;

  async function* generate(
    request: GenerateRequest,
    { signal, deadlineAtMs }: CallContext,
  ): AsyncGenerator<GenerateResponse> {
    const leave = places.take();
    try {
      const deadlineMs = Math.max(0, deadlineAtMs - Date.now());
      const limit = Number.isFinite(deadlineMs) ? { deadlineMs } : {};
      const events = streamEvents((emit, stop) =>
        log.during(emit, (told) =>
          pipeline.generate(request, told, { signal: AbortSignal.any([signal, stop]), ...limit }),
        ),
      );
      for await (const event of events) {
        yield { event };
      }
    } finally {
      leave();
    }
  }

  return { generate: serverStream(generate, { onInternalError }) };
}
