// SPDX-License-Identifier: Apache-2.0

/** Processor time of a thread as it grows: readings in order of time. */
export interface CpuCurve {
  readonly atMs: readonly number[];
  readonly cpuMs: readonly number[];
}

/** Processor time up to a moment, linear between readings; that of the end readings beyond them. */
export function cpuAt({ atMs, cpuMs }: CpuCurve, momentMs: number): number {
  const after = atMs.findIndex((at) => at >= momentMs);
  if (after < 0) return cpuMs.at(-1) ?? 0;
  if (after === 0) return cpuMs[0]!;
  const [fromMs, toMs] = [atMs[after - 1]!, atMs[after]!];
  const share = toMs > fromMs ? (momentMs - fromMs) / (toMs - fromMs) : 1;
  return cpuMs[after - 1]! + share * (cpuMs[after]! - cpuMs[after - 1]!);
}

/** Processor time between moments: one more number than moments, the first of it before the first. */
export function cpuBetween(curve: CpuCurve, momentsMs: readonly number[]): number[] {
  const totals = [...momentsMs.map((at) => cpuAt(curve, at)), curve.cpuMs.at(-1) ?? 0];
  let before = curve.cpuMs[0] ?? 0;
  return totals.map((total) => {
    const part = Math.max(0, total - before);
    before = Math.max(before, total);
    return part;
  });
}
