// SPDX-License-Identifier: Apache-2.0
import type { GenerateRequest, GenerateResponse, ReportServiceServer } from '@asarg/contracts';
import { serverStream, ServiceFailure, type CallContext } from '@asarg/service-kit';
import type { ReportPipeline } from './report-pipeline.js';
import { streamEvents } from './stream-events.js';
import { attribute, count } from '@asarg/telemetry';

export interface ReportServiceOptions {
  readonly pipeline: ReportPipeline;
  /** Reports in progress at most; more get RESOURCE_EXHAUSTED, and when one will have ended. */
  readonly maxReports: number;
  /** Told of every error that the caller sees as INTERNAL. */
  readonly onInternalError: (error: unknown) => void;
}

/** The report pipeline over gRPC. */
export function reportService(options: ReportServiceOptions): ReportServiceServer {
  const { pipeline, maxReports, onInternalError } = options;
  let inProgress = 0;
  /** Milliseconds that a report takes, by the last ten or so. */
  let reportMs = 0;

  async function* generate(
    request: GenerateRequest,
    { signal, deadlineAtMs }: CallContext,
  ): AsyncGenerator<GenerateResponse> {
    if (inProgress >= maxReports) {
      count('asarg.queue.shed', 1, { [attribute.queue]: 'reports' });
      throw new ServiceFailure(
        'RESOURCE_EXHAUSTED',
        `expected at most ${maxReports} reports in progress, found ${inProgress}`,
        { pushbackMs: reportMs / maxReports },
      );
    }
    inProgress++;
    const startedMs = performance.now();
    try {
      const deadlineMs = Math.max(0, deadlineAtMs - Date.now());
      const limit = Number.isFinite(deadlineMs) ? { deadlineMs } : {};
      const events = streamEvents((emit, stop) =>
        pipeline.generate(request, emit, { signal: AbortSignal.any([signal, stop]), ...limit }),
      );
      for await (const event of events) {
        yield { event };
      }
    } finally {
      inProgress--;
      const tookMs = performance.now() - startedMs;
      reportMs += (tookMs - reportMs) * (reportMs === 0 ? 1 : 0.1);
    }
  }

  return { generate: serverStream(generate, { onInternalError }) };
}
