// SPDX-License-Identifier: Apache-2.0
import type { GenerateRequest, GenerateResponse, ReportServiceServer } from '@asarg/contracts';
import { serverStream, ServiceFailure, type CallContext } from '@asarg/service-kit';
import type { ReportLog } from './report-log.js';
import type { ReportPipeline } from './report-pipeline.js';
import { streamEvents } from './stream-events.js';
import { attribute, count } from '@asarg/telemetry';

export interface ReportServiceOptions {
  readonly pipeline: ReportPipeline;
  readonly log: ReportLog;
  /** Reports in progress at most; more get RESOURCE_EXHAUSTED. */
  readonly maxReports: number;
  /** Told of every error that the caller sees as INTERNAL. */
  readonly onInternalError: (error: unknown) => void;
}

/** The report pipeline over gRPC. */
export function reportService(options: ReportServiceOptions): ReportServiceServer {
  const { pipeline, log, maxReports, onInternalError } = options;
  let inProgress = 0;

  async function* generate(
    request: GenerateRequest,
    { signal, deadlineAtMs }: CallContext,
  ): AsyncGenerator<GenerateResponse> {
    if (inProgress >= maxReports) {
      count('asarg.queue.shed', 1, { [attribute.queue]: 'reports' });
      throw new ServiceFailure(
        'RESOURCE_EXHAUSTED',
        `expected at most ${maxReports} reports in progress, found ${inProgress}`,
      );
    }
    inProgress++;
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
      inProgress--;
    }
  }

  return { generate: serverStream(generate, { onInternalError }) };
}
