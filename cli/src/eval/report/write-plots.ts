// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { barPlot, labelerName, metricOf, type Bar } from '@asarg/evaluation';
import { writeOut } from '../write-out.js';
import { renderResult } from './render-result.js';
import type { ReportResult } from './result.js';

const shown = [
  'micro13',
  'micro5',
  'macro13',
  'micro14',
  'macro14',
  'example14',
  'bleu1',
  'bleu4',
  'rougeL',
  'meteor',
];

/** The plots by file name: F1 per label, scores with intervals, verdicts. */
function plotsOf(result: ReportResult): Record<string, string> {
  const all = result.scores.subsets.all;
  const classes: Bar[] = (all?.classes ?? []).map((one) => ({
    label: one.label,
    value: one.f1,
    note: `n = ${one.support}`,
  }));
  const scores: Bar[] = shown.map((key) => ({
    label: metricOf(key).label.replace(/ \(.*/, ' *'),
    value: all?.metrics[key]?.value ?? NaN,
    interval: all?.metrics[key]?.interval,
  }));
  const verdicts: Bar[] = (result.verdicts ?? [])
    .filter(({ stated }) => stated > 0)
    .map(({ verdict, polarity, precision, stated }) => ({
      label: `${verdict.replace('_', ' ')}, ${polarity}`,
      value: precision,
      note: `n = ${stated}`,
      group: polarity === 'present' ? 0 : 1,
    }));
  const title = `${result.name}, ${all?.studies ?? 0} studies`;
  return {
    'labels.svg': barPlot({ title: `F1 per label (${labelerName}): ${title}`, bars: classes }),
    'scores.svg': barPlot({ title: `Scores with 95 % intervals: ${title}`, bars: scores }),
    ...(verdicts.length > 0 && {
      'verdicts.svg': barPlot({
        title: `Findings that the reference confirms, by verdict: ${title}`,
        bars: verdicts,
      }),
    }),
  };
}

/** Writes the plots into a folder. */
export async function writePlots(folder: string, result: ReportResult): Promise<void> {
  for (const [name, svg] of Object.entries(plotsOf(result)))
    await writeOut(join(folder, name), svg);
}

/** Writes tables and plots as one page without anything from elsewhere. */
export async function writeHtml(file: string, result: ReportResult): Promise<void> {
  const text = renderResult(result).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const page = [
    '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    '<title>asarg eval report</title>',
    '<style>body{font:15px system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}pre{overflow-x:auto}svg{max-width:100%;height:auto}</style>',
    ...Object.values(plotsOf(result)),
    `<pre>${text}</pre>`,
    '<p>Research use only, not for diagnosis.</p>',
  ];
  await writeOut(file, `${page.join('\n')}\n`);
}
