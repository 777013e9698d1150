// SPDX-License-Identifier: Apache-2.0
import type { Style } from './paint.js';
import type { ContributionJson, StageJson } from './report-json.js';

export type Part = 'queue' | 'around' | 'run' | 'transfer';

/** One line of the waterfall; times in milliseconds since the request. */
export interface WaterfallRow {
  readonly label: string;
  readonly style: Style;
  readonly startMs: number;
  readonly endMs: number;
  /** Sub-stages, in order; none for a plain stage. */
  readonly parts: readonly { part: Part; startMs: number; endMs: number }[];
  /** Whether the report waited for it. */
  readonly critical: boolean;
  /** How it ended, if not well; empty otherwise. */
  readonly outcome: string;
  /** What else is to be said of it; empty for nothing. */
  readonly note: string;
}

const partOf: Readonly<Record<string, Part>> = {
  call: 'queue',
  earlier: 'queue',
  queue: 'queue',
  preprocess: 'around',
  run: 'run',
  postprocess: 'around',
  transfer: 'transfer',
};

const styleOf: Readonly<Record<string, Style>> = {
  gateway: 'magenta',
  'fusion-llm': 'blue',
};

/** One row per stage; `vision/queue`, `vision/run`, ... share the row `vision` unless told not to. */
export function stageRows(stages: readonly StageJson[], everyPart: boolean): WaterfallRow[] {
  const rows = new Map<string, WaterfallRow>();
  for (const stage of stages) {
    if (isDivided(stage, stages)) continue;
    const slash = stage.name.indexOf('/');
    const label = everyPart || slash < 0 ? stage.name : stage.name.slice(0, slash);
    const row = toRow(stage, label);
    const part = slash < 0 ? undefined : (partOf[stage.name.slice(slash + 1)] ?? 'around');
    const { startMs, endMs } = row;
    const own = part && !everyPart ? [{ part, startMs, endMs }] : [];
    const before = rows.get(label);
    rows.set(label, {
      ...row,
      startMs: Math.min(before?.startMs ?? Infinity, startMs),
      endMs: Math.max(before?.endMs ?? 0, endMs),
      parts: [...(before?.parts ?? []), ...own],
    });
  }
  return [...rows.values()].toSorted((a, b) => a.startMs - b.startMs || b.endMs - a.endMs);
}

/**
 * A row for every stage and for every attempt of a specialist that was called more than once,
 * what belongs to one specialist together.
 */
export function traceRows(
  stages: readonly StageJson[],
  contributions: readonly ContributionJson[],
): WaterfallRow[] {
  const groups = Map.groupBy(stages, ({ name, service }) =>
    name.startsWith(`${service}/`) ? service : name,
  );
  const named = [...groups].map(([name, members]) => {
    const sorted = members.toSorted((a, b) => a.startMs - b.startMs || length(a) - length(b));
    const contribution = contributions.find(({ specialist }) => specialist === name);
    const rows = [
      ...sorted
        .filter((stage) => !isDivided(stage, sorted))
        .map((stage) => toRow(stage, stage.name, noteOf(stage, contribution))),
      ...attemptRows(name, sorted, contribution),
    ];
    return { startMs: sorted[0]!.startMs, isWhole: name === 'fan-out', rows };
  });
  return named
    .toSorted((a, b) => a.startMs - b.startMs || Number(b.isWhole) - Number(a.isWhole))
    .flatMap(({ rows }) => rows);
}

function toRow(stage: StageJson, label: string, note = ''): WaterfallRow {
  return {
    label,
    note,
    style: styleOf[stage.service] ?? 'cyan',
    startMs: stage.startMs,
    endMs: stage.startMs + stage.durationMs,
    parts: [],
    critical: stage.critical ?? false,
    outcome: stage.outcome ?? '',
  };
}

/** A call whose parts are told is not shown besides them. */
function isDivided({ name, service }: StageJson, stages: readonly StageJson[]): boolean {
  const prefix = `${service}/`;
  return (
    name === `${prefix}call` &&
    stages.some((other) => other.name.startsWith(prefix) && other.name !== name)
  );
}

function noteOf({ name, service }: StageJson, contribution?: ContributionJson): string {
  const { batchSize = 0, attempts = [] } = contribution ?? {};
  if (name === `${service}/run` && batchSize > 1) return `in a batch of ${batchSize}`;
  const [only, ...more] = attempts;
  return name === `${service}/call` && only && more.length === 0 ? only.address : '';
}

/** Attempts count from the beginning of the call. */
function attemptRows(
  specialist: string,
  stages: readonly StageJson[],
  contribution?: ContributionJson,
): WaterfallRow[] {
  const attempts = contribution?.attempts ?? [];
  const call = stages.find(({ name }) => name === `${specialist}/call`);
  if (call === undefined || attempts.length < 2) return [];
  return attempts.map(({ startMs, durationMs, outcome, reason, address }, index) => ({
    label: `${specialist} attempt ${index + 1}`,
    style: 'cyan',
    startMs: call.startMs + startMs,
    endMs: call.startMs + startMs + durationMs,
    parts: [],
    critical: false,
    outcome: outcome === 'OK' ? '' : outcome,
    note: `${reason}, ${address}`,
  }));
}

const length = ({ durationMs }: StageJson): number => durationMs;
