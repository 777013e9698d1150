// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import {
  bootstrapOf,
  countStudies,
  openCheXbert,
  radGraphF1,
  readRadGraphFile,
  scoreReports,
  type CountedStudy,
} from '@asarg/evaluation';
import type { EvalReportCommand } from '../eval-options.js';
import type { ReportResult } from './result.js';

/** Scores by what the user brought: CheXbert weights, RadGraph annotations. */
export async function externalScores(
  counted: readonly CountedStudy[],
  training: readonly string[],
  command: EvalReportCommand,
): Promise<Pick<ReportResult, 'chexbert' | 'radgraph'>> {
  let [chexbert, radgraph]: [ReportResult['chexbert'], ReportResult['radgraph']] = [
    undefined,
    undefined,
  ];
  if (command.chexbert) {
    const model = await openCheXbert(command.chexbert);
    try {
      const relabelled = [];
      for (const { id, text, reference } of counted) {
        const labels = await model.labels(text);
        relabelled.push({
          id,
          text,
          reference,
          labels,
          referenceLabels: await model.labels(reference),
        });
      }
      chexbert = scoreReports(countStudies(relabelled), training);
    } finally {
      await model.close();
    }
  }
  if (command.radgraph) {
    const annotated = readRadGraphFile(JSON.parse(await readFile(command.radgraph, 'utf8')));
    const scores = counted.flatMap(({ id }) => {
      const study = annotated.get(id);
      return study ? [radGraphF1(study)] : [];
    });
    if (scores.length === 0)
      throw new Error(`${command.radgraph}: expected ids of the scored studies, found none`);
    const mean = (values: readonly number[]): number =>
      values.reduce((a, b) => a + b, 0) / values.length;
    radgraph = { studies: scores.length, f1: mean(scores), interval: bootstrapOf(scores, mean) };
  }
  return { chexbert, radgraph };
}
