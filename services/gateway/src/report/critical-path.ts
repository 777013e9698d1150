// SPDX-License-Identifier: Apache-2.0

/** What is needed to know of a stage. */
export interface TimedStage {
  readonly name: string;
  readonly service: string;
  readonly startMs: number;
  readonly durationMs: number;
}

/** What every report goes through, in this order; the names are those of the stages. */
const trunk = new Set([
  'queue',
  'receive',
  'decode-image',
  'transfer',
  'check',
  'fan-out',
  'gather',
  'fuse',
  'prefill',
  'decode',
  'finish',
  'store',
]);

/** Times are rounded to microseconds, so that neighbours may overlap by one. */
const toleranceMs = 0.002;

const endOf = ({ startMs, durationMs }: TimedStage): number => startMs + durationMs;

/**
 * The stages that a report waited for, in the order of their starts, none beginning before the one
 * before has ended: what every report goes through, and in place of the fan-out the parts of the
 * specialist that was done last, its earlier attempts included. What ran beside them (the other
 * specialists, grounding while decoding goes on) is not on it.
 */
export function criticalPath<Stage extends TimedStage>(stages: readonly Stage[]): Stage[] {
  const own = stages.filter(({ name }) => trunk.has(name));
  const slowest = partsOfSlowest(stages.filter(({ name, service }) => isPart(name, service)));
  const path = slowest.length > 0 ? own.filter(({ name }) => name !== 'fan-out') : own;
  const sorted = [...path, ...slowest].toSorted(inTime);
  const kept: Stage[] = [];
  for (const stage of sorted) {
    const last = kept.at(-1);
    if (last === undefined || stage.startMs >= endOf(last) - toleranceMs) kept.push(stage);
  }
  return kept;
}

/** The same stages, each told whether it is on the critical path. */
export function markCritical<Stage extends TimedStage>(
  stages: readonly Stage[],
): (Stage & { critical: boolean })[] {
  const path = new Set(criticalPath(stages));
  return stages.map((stage) => ({ ...stage, critical: path.has(stage) }));
}

function isPart(name: string, service: string): boolean {
  return name.startsWith(`${service}/`);
}

/** What the specialist that ended last did; the call as a whole if nothing is known of its parts. */
function partsOfSlowest<Stage extends TimedStage>(parts: readonly Stage[]): Stage[] {
  const last = parts.toSorted((a, b) => endOf(b) - endOf(a) || compare(a.service, b.service))[0];
  const ofLast = parts.filter(({ service }) => service === last?.service);
  const within = ofLast.filter(({ name, service }) => name !== `${service}/call`);
  return within.length > 0 ? within : ofLast;
}

/** By start, then by end, so that a stage without duration comes before the one it leads to. */
function inTime(a: TimedStage, b: TimedStage): number {
  return a.startMs - b.startMs || endOf(a) - endOf(b) || compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
