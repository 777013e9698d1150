// SPDX-License-Identifier: Apache-2.0
import type { Stage } from '../api/report-types';
import type { RunningStage } from '../state/report-state';

/** What kind of time a stage spends. */
export type StageKind = 'wait' | 'compute' | 'move';

/** One bar; times in milliseconds since the report's start. */
export interface WaterfallRow extends Stage {
  readonly kind: StageKind;
  /** Name without the service in front of it. */
  readonly label: string;
  readonly running: boolean;
}

/** The bars of one service, in order of start. */
export interface WaterfallGroup {
  readonly service: string;
  readonly rows: readonly WaterfallRow[];
}

/** The whole picture. */
export interface Waterfall {
  readonly groups: readonly WaterfallGroup[];
  /** End of the time axis. */
  readonly totalMs: number;
  /** Marks on the time axis, from 0. */
  readonly ticksMs: readonly number[];
}

const KINDS: Readonly<Record<string, StageKind>> = {
  queue: 'wait',
  'fan-out': 'wait',
  receive: 'move',
  transfer: 'move',
  store: 'move',
};

/** Groups stages by service, services by their first start; running stages reach to now. */
export function layWaterfall(
  stages: readonly Stage[],
  running: readonly RunningStage[],
  nowMs: number,
): Waterfall {
  const rows = [
    ...stages.map((stage) => toRow(stage, false)),
    ...running.map(({ heardAtMs, ...stage }) =>
      toRow({ ...stage, durationMs: Math.max(0, nowMs - heardAtMs) }, true),
    ),
  ].toSorted((a, b) => a.startMs - b.startMs);
  const groups = [...Map.groupBy(rows, (row) => row.service)];
  const totalMs = Math.max(0, ...rows.map((row) => row.startMs + row.durationMs));
  return {
    groups: groups.map(([service, rows]) => ({ service, rows })),
    totalMs,
    ticksMs: ticks(totalMs),
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

function toRow(stage: Stage, running: boolean): WaterfallRow {
  const label = stage.name.startsWith(`${stage.service}/`)
    ? stage.name.slice(stage.service.length + 1)
    : stage.name;
  return { ...stage, label, running, kind: KINDS[label] ?? 'compute' };
}
