// SPDX-License-Identifier: Apache-2.0
import type { Contribution, Stage } from '../api/report-types';
import type { RunningStage } from '../state/report-state';
import { attemptRows } from './attempt-rows';

/** What kind of time a stage spends; `lost` led to nothing. */
export type StageKind = 'wait' | 'compute' | 'move' | 'lost';

/** One bar; times in milliseconds since the report's start. */
export interface WaterfallRow extends Stage {
  readonly kind: StageKind;
  /** Name without the service in front of it. */
  readonly label: string;
  readonly running: boolean;
  /** What else is to be said of it. */
  readonly note?: string;
}

/** The bars of one service, in order of start. */
export interface WaterfallGroup {
  readonly service: string;
  readonly rows: readonly WaterfallRow[];
}

/** The stages that the report waited for. */
export interface CriticalPath {
  /** Sum of their durations. */
  readonly sumMs: number;
  /** The one that took longest. */
  readonly slowest: Stage;
}

/** The whole picture. */
export interface Waterfall {
  readonly groups: readonly WaterfallGroup[];
  /** End of the time axis. */
  readonly totalMs: number;
  /** Marks on the time axis, from 0. */
  readonly ticksMs: readonly number[];
  /** Absent while the report is made, and of reports that do not tell. */
  readonly critical?: CriticalPath;
}

const KINDS: Readonly<Record<string, StageKind>> = {
  queue: 'wait',
  call: 'wait',
  'fan-out': 'wait',
  receive: 'move',
  transfer: 'move',
  store: 'move',
};

/**
 * Groups stages by service, services by their first start; running stages reach to now. A call
 * whose parts are known is left out for them; attempts beside the one that answered are added.
 */
export function layWaterfall(
  stages: readonly Stage[],
  running: readonly RunningStage[],
  nowMs: number,
  contributions: readonly Contribution[] = [],
): Waterfall {
  const rows = [
    ...stages
      .filter((stage) => !isDivided(stage, stages))
      .map((stage) => toRow(stage, false, contributions)),
    ...running.map(({ heardAtMs, ...stage }) =>
      toRow({ ...stage, durationMs: Math.max(0, nowMs - heardAtMs) }, true),
    ),
  ].toSorted((a, b) => a.startMs - b.startMs);
  const groups = [...Map.groupBy(rows, (row) => row.service)];
  const totalMs = Math.max(0, ...rows.map((row) => row.startMs + row.durationMs));
  const critical = criticalOf(stages);
  return {
    groups: groups.map(([service, rows]) => ({
      service,
      rows: [...rows, ...attemptRows(service, stages, contributions)],
    })),
    totalMs,
    ticksMs: ticks(totalMs),
    ...(critical && { critical }),
  };
}

/** Round marks, three to six of them, the first at 0. */
export function ticks(totalMs: number): readonly number[] {
  if (!(totalMs > 0)) return [0];
  const power = 10 ** Math.floor(Math.log10(totalMs));
  const step = [0.2, 0.5, 1, 2].map((s) => s * power).find((s) => totalMs / s <= 5) ?? 2 * power;
  return Array.from({ length: Math.floor(totalMs / step) + 1 }, (_, at) => at * step);
}

/** Milliseconds for people: 0.4 ms, 12 ms, 1,204 ms. */
export function formatMs(ms: number): string {
  if (ms > 0 && ms < 9.95) return `${ms.toFixed(1)} ms`;
  return `${Math.round(ms).toLocaleString('en-US')} ms`;
}

function criticalOf(stages: readonly Stage[]): CriticalPath | undefined {
  const path = stages.filter((stage) => stage.critical);
  const [slowest] = path.toSorted((a, b) => b.durationMs - a.durationMs);
  if (slowest === undefined) return undefined;
  return { slowest, sumMs: path.reduce((sum, { durationMs }) => sum + durationMs, 0) };
}

function isDivided({ name, service }: Stage, stages: readonly Stage[]): boolean {
  const isPart = (other: Stage) => other.name.startsWith(`${service}/`) && other.name !== name;
  return name === `${service}/call` && stages.some(isPart);
}

function toRow(
  stage: Stage,
  running: boolean,
  contributions: readonly Contribution[] = [],
): WaterfallRow {
  const label = stage.name.startsWith(`${stage.service}/`)
    ? stage.name.slice(stage.service.length + 1)
    : stage.name;
  const kind = stage.outcome ? 'lost' : (KINDS[label] ?? 'compute');
  const answered = contributions.find(({ specialist }) => specialist === stage.service);
  const size = label === 'run' ? (answered?.batchSize ?? 0) : 0;
  return { ...stage, label, running, kind, ...(size > 1 && { note: `in a batch of ${size}` }) };
}
