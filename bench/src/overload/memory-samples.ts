// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';

/** Resident memory of one process over time. */
export interface MemorySeries {
  readonly name: string;
  /** Seconds since the start, MiB. */
  readonly points: (readonly [seconds: number, mib: number])[];
}

/** Reads the resident memory of processes again and again. */
export function sampleMemory(
  processes: Readonly<Record<string, number>>,
  everyMs: number,
): { readonly series: readonly MemorySeries[]; stop(): void } {
  const startMs = performance.now();
  const series = Object.entries(processes).map(([name, pid]) => ({
    pid,
    name,
    points: [] as (readonly [number, number])[],
  }));
  const sample = async (): Promise<void> => {
    for (const { pid, points } of series) {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      const kib = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? NaN);
      points.push([(performance.now() - startMs) / 1000, kib / 1024]);
    }
  };
  void sample();
  const timer = setInterval(() => void sample(), everyMs);
  return { series, stop: () => clearInterval(timer) };
}

/** Slope of a line through points by least squares, per unit of x. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (at: 0 | 1): number =>
    points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  let above = 0;
  let below = 0;
  for (const [x, y] of points) {
    above += (x - meanX) * (y - meanY);
    below += (x - meanX) ** 2;
  }
  return below === 0 ? 0 : above / below;
}
