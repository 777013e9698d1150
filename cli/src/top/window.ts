// SPDX-License-Identifier: Apache-2.0
import { metricTable, prometheusName, type MetricName, type MetricSpec } from '@asarg/telemetry';
import type { Sample } from './parse-exposition.js';
import type { Scrape } from './scrape.js';

/** Metrics of the table that are of a kind. */
type NameOf<K extends MetricSpec['kind']> = {
  [N in MetricName]: (typeof metricTable)[N]['kind'] extends K ? N : never;
}[MetricName];
export type HistogramName = NameOf<'histogram'>;
export type CounterName = NameOf<'counter'>;
export type LevelName = NameOf<'gauge' | 'upDownCounter'>;

type Labels = Readonly<Record<string, string>>;

/** What came to a histogram between two scrapes. */
export interface Distribution {
  readonly count: number;
  readonly sum: number;
  /** How many were at most so large, by upper bound, ascending; the last bound is Infinity. */
  readonly cumulative: readonly (readonly [upperBound: number, count: number])[];
}

/** An estimate from buckets, in the unit of the metric. */
export interface Quantile {
  readonly value: number;
  /** The last bucket has no upper bound: it is `value` or anything above. */
  readonly isAtLeast: boolean;
}

/** What one service did between two scrapes, and how it stood at the later one. */
export interface MetricsWindow {
  /** Seconds between the scrapes; undefined while there is one only, then all differences are too. */
  readonly seconds: number | undefined;
  /** Sum of the values now of the series that fit; undefined if there is none. */
  level(name: LevelName): number | undefined;
  /** Series of a metric now. */
  levels(name: LevelName): readonly Sample[];
  /** What was added to a counter, over all series that fit; undefined if it has none at all. */
  increase(name: CounterName, fits?: (labels: Labels) => boolean): number | undefined;
  /** What came to a histogram, over all series that fit; undefined if it has none at all. */
  distribution(name: HistogramName, fits?: (labels: Labels) => boolean): Distribution | undefined;
  /** Values of a label in a metric now, each once. */
  valuesOf(name: MetricName, label: string): readonly string[];
}

interface Indexed {
  readonly byName: ReadonlyMap<string, readonly Sample[]>;
  readonly bySeries: ReadonlyMap<string, number>;
}

const everything = (): boolean => true;
const familyOf = (name: MetricName): string => prometheusName(name, metricTable[name]);

/** Names under which a service tells what only grows while its process lives. */
const growing: readonly string[] = (Object.entries(metricTable) as [MetricName, MetricSpec][])
  .filter(([, { kind }]) => kind === 'counter' || kind === 'histogram')
  .flatMap(([name, { kind }]) =>
    kind === 'counter' ? [familyOf(name)] : [`${familyOf(name)}_count`, `${familyOf(name)}_bucket`],
  );

/**
 * Compares two scrapes of a service. A process that was started anew between them began at zero:
 * if anything that only grows has shrunk or gone, all that it has now is taken as new.
 * @param before - the earlier scrape, if there is one.
 */
export function createWindow(before: Scrape | undefined, after: Scrape): MetricsWindow {
  const now = indexOf(after.samples);
  const earlier = before && indexOf(before.samples);
  const base = earlier && !isAnew(earlier, now) ? earlier.bySeries : new Map<string, number>();
  const samplesOf = (name: string): readonly Sample[] => now.byName.get(name) ?? [];
  const added = (sample: Sample): number => sample.value - (base.get(seriesOf(sample)) ?? 0);
  const sumOf = (samples: readonly Sample[]): number =>
    samples.reduce((sum, sample) => sum + added(sample), 0);

  return {
    seconds: before && (after.atMs - before.atMs) / 1000,
    levels: (name) => samplesOf(familyOf(name)),
    level(name) {
      const samples = samplesOf(familyOf(name)).filter(({ value }) => !Number.isNaN(value));
      return samples.length > 0 ? samples.reduce((sum, { value }) => sum + value, 0) : undefined;
    },
    increase(name, fits = everything) {
      const samples = samplesOf(familyOf(name));
      if (!before || samples.length === 0) return undefined;
      return sumOf(samples.filter(({ labels }) => fits(labels)));
    },
    distribution(name, fits = everything) {
      const family = familyOf(name);
      if (!before || samplesOf(`${family}_count`).length === 0) return undefined;
      const fitting = (suffix: string): Sample[] =>
        samplesOf(`${family}_${suffix}`).filter(({ labels }) => fits(labels));
      return {
        count: sumOf(fitting('count')),
        sum: sumOf(fitting('sum')),
        cumulative: cumulativeOf(fitting('bucket'), added),
      };
    },
    valuesOf(name, label) {
      const family = familyOf(name);
      const suffix = metricTable[name].kind === 'histogram' ? '_count' : '';
      const values = samplesOf(family + suffix).map(({ labels }) => labels[label]);
      return [...new Set(values.filter((value) => value !== undefined))];
    },
  };
}

/**
 * Estimates a quantile as Prometheus does: by linear interpolation within the bucket that has it;
 * values below the first bound are taken to begin at zero. Undefined where nothing came.
 * @param q - from 0 to 1.
 */
export function quantileOf({ cumulative }: Distribution, q: number): Quantile | undefined {
  const total = cumulative.at(-1)?.[1] ?? 0;
  if (total <= 0 || cumulative.length < 2) return undefined;
  const rank = q * total;
  const found = cumulative.findIndex(([, count]) => count >= rank && count > 0);
  const [upper, count] = cumulative[found] ?? [Infinity, total];
  const [lower, countBelow] = found > 0 ? (cumulative[found - 1] ?? [0, 0]) : [0, 0];
  if (upper === Infinity) return { value: lower, isAtLeast: true };
  if (found === 0 && upper <= 0) return { value: upper, isAtLeast: false };
  const share = (rank - countBelow) / (count - countBelow);
  return { value: lower + (upper - lower) * share, isAtLeast: false };
}

/** Adds up distributions of one metric, of several services. */
export function mergeDistributions(parts: readonly Distribution[]): Distribution | undefined {
  if (parts.length === 0) return undefined;
  const counts = new Map<number, number>();
  for (const [bound, count] of parts.flatMap(({ cumulative }) => cumulative)) {
    counts.set(bound, (counts.get(bound) ?? 0) + count);
  }
  return {
    count: parts.reduce((total, { count }) => total + count, 0),
    sum: parts.reduce((total, { sum }) => total + sum, 0),
    cumulative: ascending(counts),
  };
}

function cumulativeOf(buckets: readonly Sample[], added: (sample: Sample) => number) {
  const counts = new Map<number, number>();
  for (const sample of buckets) {
    const { le = '' } = sample.labels;
    const bound = le === '+Inf' ? Infinity : Number(le);
    counts.set(bound, (counts.get(bound) ?? 0) + added(sample));
  }
  return ascending(counts);
}

/** Series with other bounds (another version of a service) could make counts fall: they must not. */
function ascending(counts: ReadonlyMap<number, number>): (readonly [number, number])[] {
  let most = 0;
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([bound, count]) => [bound, (most = Math.max(most, count))]);
}

function isAnew(before: Indexed, now: Indexed): boolean {
  return growing.some((name) =>
    before.byName
      .get(name)
      ?.some((sample) => !((now.bySeries.get(seriesOf(sample)) ?? -1) >= sample.value)),
  );
}

function indexOf(samples: readonly Sample[]): Indexed {
  const byName = Map.groupBy(samples, ({ name }) => name);
  return { byName, bySeries: new Map(samples.map((sample) => [seriesOf(sample), sample.value])) };
}

function seriesOf({ name, labels }: Sample): string {
  return JSON.stringify([name, ...Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
