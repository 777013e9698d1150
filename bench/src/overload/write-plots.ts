// SPDX-License-Identifier: Apache-2.0
import { mkdir, writeFile } from 'node:fs/promises';
import { linePlot, type Line } from '@asarg/evaluation';
import { percentile } from '../statistics.js';
import type { Asked } from './ask-report.js';
import { isGood, meanOf, type Outcome } from './outcome.js';

const images = new URL('../../../docs/images/', import.meta.url);

/** Draws throughput, latency and memory over time into the section's folder of docs/images. */
export async function writePlots({
  setup,
  startMs,
  durationMs,
  asked,
  memory,
  calm,
}: Outcome): Promise<void> {
  const folder = new URL(`${setup.section}/`, images);
  // Sixty points, so that each has enough requests in it.
  const stepMs = durationMs / 60;
  const bins = Array.from({ length: 60 }, () => [] as Asked[]);
  for (const one of asked) bins[Math.floor((one.answeredMs - startMs) / stepMs)]?.push(one);
  const overBins = (label: string, valueOf: (bin: readonly Asked[]) => number): Line => ({
    label,
    points: bins.map((bin, at) => [((at + 0.5) * stepMs) / 60_000, valueOf(bin)]),
  });
  const rate = (keep: (one: Asked) => boolean) => (bin: readonly Asked[]) =>
    bin.filter(keep).length / (stepMs / 1000);
  const latency = (share: number) => (bin: readonly Asked[]) => {
    const ms = bin
      .filter(({ status }) => status === 201 || status === 202)
      .map(({ sentMs, answeredMs }) => answeredMs - sentMs);
    return ms.length === 0 ? NaN : percentile(ms, share) / 1000;
  };
  const xLabel = 'minutes';
  await mkdir(folder, { recursive: true });
  const plots = {
    throughput: linePlot({
      title: 'Twice the capacity: reports and refusals',
      xLabel,
      yLabel: 'per second',
      lines: [
        overBins('reports in time', rate(isGood)),
        overBins(
          '429',
          rate(({ status }) => status === 429),
        ),
        overBins('mean capacity', () => meanOf(calm, 'reportsPerSecond')),
        overBins('zero', () => 0),
      ],
    }),
    latency: linePlot({
      title: 'Twice the capacity: from sending to the report',
      xLabel,
      yLabel: 'seconds',
      lines: [
        overBins('p99', latency(0.99)),
        overBins('p50', latency(0.5)),
        overBins('zero', () => 0),
      ],
    }),
    memory: linePlot({
      title: 'Twice the capacity: resident memory',
      xLabel,
      yLabel: 'MiB',
      lines: memory.map(({ name, points }) => ({
        label: name,
        points: points.map(([seconds, mib]) => [Math.round(seconds) / 60, mib]),
      })),
    }),
  };
  for (const [name, svg] of Object.entries(plots)) {
    await writeFile(new URL(`${name}.svg`, folder), svg);
  }
}
