// SPDX-License-Identifier: Apache-2.0
import type { GenerateResponse, Stage } from '@asarg/contracts';
import { attribute, startStage, type RunningSpan, type StageName } from '@asarg/telemetry';
import { ROOT_CONTEXT, type Context } from '@opentelemetry/api';

/** An event of a report. */
export type ReportEvent = NonNullable<GenerateResponse['event']>;

/** Takes the events of a report as they come. */
export type EmitEvent = (event: ReportEvent) => void;

/** A stage in progress. */
export interface OpenStage {
  /** Milliseconds since the report's start. */
  readonly startMs: number;
  /**
   * Ends it: well unless `outcome` names a gRPC status, after `durationMs` instead of now if that
   * is given. What comes later is without effect.
   */
  end(end?: { readonly outcome?: string; readonly durationMs?: number }): void;
}

/**
 * The one place that knows when the stages of a report begin and end, and how. Times are
 * milliseconds since the report's start, by one clock that only goes forward.
 */
export interface StageClock {
  nowMs(): number;
  /**
   * Enters the next stage of the report's own sequence: the one before ends at the same instant,
   * so that no time is between them. The first begins at 0. Each is a span of the critical path, in
   * `parent` from now on if that is given.
   */
  enter(name: StageName, parent?: Context): void;
  /** The context of the stage entered last: for what is done in it. */
  readonly context: Context;
  /** Begins a stage beside that sequence, now unless said otherwise. */
  begin(name: string, service: string, startMs?: number): OpenStage;
  /** Tells of a stage that is over, by somebody else's account. */
  tell(stage: Omit<Stage, 'outcome'> & Partial<Pick<Stage, 'outcome'>>): void;
  /**
   * Ends every stage in progress, with `outcome` if that is given.
   * @returns milliseconds from the report's start to now.
   */
  close(outcome?: string): number;
}

const ownService = 'fusion-llm';

/**
 * A clock that starts now.
 * @param within what the spans of its stages are part of; without it there are none
 */
export function createStageClock(emit: EmitEvent, within?: Context): StageClock {
  const originMs = performance.now();
  const nowMs = () => performance.now() - originMs;
  const open = new Set<(outcome: string, endMs: number) => void>();
  let leave: ((outcome: string, endMs: number) => void) | undefined;
  let parent = within;
  let current: RunningSpan | undefined;

  function startOwn(name: StageName, startMs: number) {
    const attributes = { [attribute.criticalPath]: true };
    const span = parent && startStage(name, { parent, startMs: originMs + startMs, attributes });
    current = span;
    return start(name, ownService, startMs, span);
  }

  function start(name: string, service: string, startMs: number, span?: RunningSpan) {
    emit({ $case: 'stageStarted', value: { name, service, startMs } });
    const end = (outcome: string, endMs: number): void => {
      if (open.delete(end)) {
        const durationMs = endMs - startMs;
        emit({ $case: 'stage', value: { name, service, startMs, durationMs, outcome } });
        span?.end({ endMs: originMs + endMs, ...(outcome !== '' && { error: outcome }) });
      }
    };
    open.add(end);
    return end;
  }

  return {
    nowMs,
    enter(name, next = parent) {
      const atMs = leave === undefined ? 0 : nowMs();
      leave?.('', atMs);
      parent = next;
      leave = startOwn(name, atMs);
    },
    get context() {
      return current?.context ?? ROOT_CONTEXT;
    },
    begin(name, service, startMs = nowMs()) {
      const end = start(name, service, startMs);
      return {
        startMs,
        end: ({ outcome = '', durationMs } = {}) =>
          end(outcome, durationMs === undefined ? nowMs() : startMs + durationMs),
      };
    },
    tell: (stage) => emit({ $case: 'stage', value: { outcome: '', ...stage } }),
    close(outcome = '') {
      const atMs = nowMs();
      // What began last ended first: a part before the whole.
      for (const end of [...open].toReversed()) {
        end(outcome, atMs);
      }
      return atMs;
    },
  };
}
