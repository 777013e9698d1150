// SPDX-License-Identifier: Apache-2.0
import {
  attribute,
  record,
  startSpan,
  startStage,
  withReportId,
  type RunningSpan,
  type StageName,
} from '@asarg/telemetry';
import { context, type Context } from '@opentelemetry/api';
import { ProblemError } from '../http/problem.js';
import type { ReportModel } from './report-model.js';

/** The span of a report, from its request to its end, and those of the gateway's own stages. */
export interface ReportTrace {
  /** With the span and the report's id: what is done in it belongs to the report. */
  readonly context: Context;
  /** A stage that the report waits for. `startMs` of `performance.now()`. @default now */
  stage(name: StageName, startMs?: number): RunningSpan;
  /** Does some work as a stage. */
  during<T>(name: StageName, work: () => Promise<T>): Promise<T>;
  /** The report has ended, FAILED included. */
  ended(report: ReportModel): void;
  /** There will be no report. */
  refused(error: unknown): void;
}

const critical = { [attribute.criticalPath]: true };

/** Begins the trace of a report that was asked for at `startMs` of `performance.now()`. */
export function beginReportTrace(id: string, startMs: number): ReportTrace {
  const parent = withReportId(context.active(), id);
  const span = startSpan('report', { parent, startMs, attributes: critical });
  const stage = (name: StageName, from?: number): RunningSpan =>
    startStage(name, {
      parent: span.context,
      attributes: critical,
      ...(from !== undefined && { startMs: from }),
    });
  return {
    context: span.context,
    stage,
    async during(name, work) {
      const running = stage(name);
      try {
        const result = await work();
        running.end();
        return result;
      } catch (error) {
        running.end({ error: errorType(error) });
        throw error;
      }
    },
    ended({ status, error }) {
      const attributes = { [attribute.reportStatus]: status };
      const failure = error?.type.replace(/^urn:asarg:problem:/, '');
      span.end({ attributes, ...(failure && { error: failure }) });
      const seconds = (performance.now() - startMs) / 1000;
      record('asarg.report.duration', seconds, attributes, span.context);
    },
    refused: (error) => span.end({ error: errorType(error) }),
  };
}

/** The kind of problem, or the class of an error: never its message. */
function errorType(error: unknown): string {
  return error instanceof ProblemError ? error.slug : error instanceof Error ? error.name : 'Error';
}
