// SPDX-License-Identifier: Apache-2.0
import { dirname, join, relative } from 'node:path';
import { barPlot, linePlot } from '@asarg/evaluation';
import { exitCode } from '../../usage.js';
import { openReportDirectory } from '../data/report-directory.js';
import type { EvalAblationCommand } from '../eval-options.js';
import { writeOut } from '../write-out.js';
import { readRuns, type AblationRun } from './runs-file.js';
import { scoreGroups, type Group } from './score-groups.js';
import { ablationDocument } from './write-document.js';

/** `asarg eval ablation`: scores what a trainer's runs wrote and writes the document. */
export async function evalAblation(command: EvalAblationCommand): Promise<number> {
  const [runs, directory] = await Promise.all([
    readRuns(command.runs),
    openReportDirectory(command.data),
  ]);
  const wanted = directory.studies.filter(
    ({ split }) => runs.split === 'all' || split === runs.split,
  );
  // Paired tests need every study in every run.
  const studies = wanted.filter(({ id }) => runs.runs.every(({ texts }) => texts.has(id)));
  if (studies.length === 0) {
    throw new Error(
      `expected studies of split ${runs.split} that every run reported on, found none of ${wanted.length}`,
    );
  }
  const groups = scoreGroups(runs.runs, studies);
  const folder = command.plots ?? join(dirname(command.out), 'images', 'results');
  const plots = await writeAblationPlots(folder, groups, runs.runs);
  const document = ablationDocument({
    runs,
    groups,
    studies: studies.length,
    leftOut: wanted.length - studies.length,
    swaps: command.swaps,
    plots: plots.map(({ title, file }) => ({
      title,
      path: relative(dirname(command.out), join(folder, file)),
    })),
  });
  await writeOut(command.out, document);
  process.stdout.write(
    `${command.out}: ${groups.length} groups, ${studies.length} studies, ${plots.length} plots in ${folder}\n`,
  );
  return exitCode.ok;
}

async function writeAblationPlots(
  folder: string,
  groups: readonly Group[],
  runs: readonly AblationRun[],
): Promise<{ title: string; file: string }[]> {
  const written: { title: string; file: string }[] = [];
  const write = async (title: string, file: string, svg: string): Promise<void> => {
    await writeOut(join(folder, file), svg);
    written.push({ title, file });
  };
  for (const mode of new Set(groups.map((group) => group.mode))) {
    const bars = groups
      .filter((group) => group.mode === mode && group.removed === null)
      .map(({ label, metrics }) => ({
        label,
        value: metrics['micro13']!.mean,
        interval: metrics['micro13']!.interval,
      }));
    const title = `micro-13 F1 with 95 % intervals, ${mode}`;
    await write(
      title,
      `micro13-${mode.replaceAll(/[^a-z0-9]+/gi, '-')}.svg`,
      barPlot({ title, bars }),
    );
  }
  // A run that was decoded several ways has one curve.
  const curves = new Map<string, AblationRun>();
  for (const run of runs) {
    if (run.loss.length > 0) curves.set(`${run.variant}, seed ${run.seed}`, run);
  }
  if (curves.size > 0) {
    const lines = [...curves].map(([label, run]) => ({ label, points: run.loss }));
    const title = 'Training loss by variant and seed';
    await write(title, 'loss.svg', linePlot({ title, xLabel: 'step', yLabel: 'loss', lines }));
  }
  return written;
}
