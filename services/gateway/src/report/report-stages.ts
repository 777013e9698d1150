// SPDX-License-Identifier: Apache-2.0
import type { LiveReport } from './live-reports.js';
import type { RunningSpan, StageName } from '@asarg/telemetry';
import type { ReportEvent } from './report-event.js';
import type { ReportTrace } from './report-trace.js';
import { roundMs } from './round-ms.js';

type StageEvent = Extract<ReportEvent, { type: 'stage_started' | 'stage' }>;

/**
 * The stages of one report as they begin and end: the gateway's own, one after the other without
 * gaps, and those of fusion-llm. Times are milliseconds since the request.
 */
export interface ReportStages {
  /** Ends the gateway's stage in progress and begins the next at the same instant, `atMs`. */
  enter(name: StageName, atMs: number): void;
  /** Ends the gateway's stage in progress. */
  leave(atMs: number): void;
  /** Tells of a stage of fusion-llm. */
  forward(event: StageEvent): void;
  /** When the last stage of all ended. */
  readonly lastEndMs: number;
  /** Ends every stage in progress at `atMs`; `outcome` is the name of a gRPC status. */
  close(atMs: number, outcome?: string): void;
}

interface Open {
  readonly name: string;
  readonly service: string;
  readonly startMs: number;
}

/** Stages whose spans begin and end here; those before had theirs while they went on. */
const spanned: ReadonlySet<string> = new Set(['transfer', 'store']);

/** Stages of a report that is being made. `originMs`: its request, of `performance.now()`. */
export function createReportStages(
  live: LiveReport,
  trace: ReportTrace,
  originMs: number,
): ReportStages {
  const open = new Map<string, Open>();
  let own: Open | undefined;
  let span: RunningSpan | undefined;
  let lastEndMs = 0;

  function forward(event: StageEvent): void {
    const key = `${event.data.service} ${event.data.name}`;
    if (event.type === 'stage_started') {
      open.set(key, event.data);
    } else {
      open.delete(key);
      lastEndMs = Math.max(lastEndMs, event.data.startMs + event.data.durationMs);
    }
    live.append(event);
  }

  function end({ name, service, startMs }: Open, atMs: number, outcome?: string): void {
    const durationMs = roundMs(Math.max(0, roundMs(atMs) - startMs));
    if (service === 'gateway')
      span?.end({ endMs: originMs + atMs, ...(outcome && { error: outcome }) });
    const data = { name, service, startMs, durationMs, ...(outcome && { outcome }) };
    forward({ type: 'stage', data });
  }

  function leave(atMs: number): void {
    if (own !== undefined) end(own, atMs);
    own = undefined;
  }

  return {
    enter(name, atMs) {
      leave(atMs);
      own = { name, service: 'gateway', startMs: roundMs(atMs) };
      span = spanned.has(name) ? trace.stage(name, originMs + atMs) : undefined;
      forward({ type: 'stage_started', data: own });
    },
    leave,
    forward,
    get lastEndMs() {
      return lastEndMs;
    },
    close(atMs, outcome) {
      // What began last ends first: a part before the whole.
      for (const stage of [...open.values()].toReversed()) end(stage, atMs, outcome);
      own = undefined;
    },
  };
}
