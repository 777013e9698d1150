// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import {
  countStudies,
  foldOf,
  meanAndSd,
  metrics,
  pairedTest,
  scoreReports,
  sumCounts,
  type CountedStudy,
} from '@asarg/evaluation';
import { UsageError } from '../../usage.js';
import type { ReportDirectory, Study } from '../data/report-directory.js';
import type { EvalReportCommand } from '../eval-options.js';
import type { MeshAccess } from '../mesh-access.js';
import { makeFloors } from './floors.js';
import type { FloorScores, FoldScores, ReportResult } from './result.js';

/** Splits whose reports a model may have read, and floors may copy. */
export const trainingSplits: ReadonlySet<string> = new Set(['train', 'extra']);

/** Labels and counts of a text per study. */
export const countTexts = (studies: readonly Study[], texts: readonly string[]): CountedStudy[] =>
  countStudies(studies.map(({ id, reference }, k) => ({ id, reference, text: texts[k]! })));

/** The floors' scores, and everything fold by fold, as far as the command asks for them. */
export async function floorsAndFolds(
  mesh: MeshAccess | undefined,
  directory: ReportDirectory,
  scored: readonly Study[],
  counted: readonly CountedStudy[],
  training: readonly string[],
  command: EvalReportCommand,
  signal: AbortSignal,
): Promise<Pick<ReportResult, 'floors' | 'folds'>> {
  const { folds } = command;
  const inFold = (k: number) => (study: { readonly id: string }) =>
    folds === undefined || foldOf(study.id, folds) === k;
  const systems = new Map<string, readonly CountedStudy[]>([['reports', counted]]);
  if (command.floors) {
    const ids = new Set(scored.map((study) => study.id));
    // Cross-validation copies from the other folds of the directory, whatever is scored of it.
    const pool = folds
      ? directory.studies
      : directory.studies.filter(
          ({ id, split }) => split !== undefined && trainingSplits.has(split) && !ids.has(id),
        );
    if (pool.length === 0) {
      throw new UsageError(
        '--floors: expected studies of split train or extra, or --folds K; found neither',
        'eval',
      );
    }
    const all = [...new Map([...scored, ...pool].map((study) => [study.id, study])).values()];
    const cache = join('.asarg', 'eval', 'cache');
    const floors = await makeFloors(
      { files: directory.files, studies: all, cache, bundles: command.bundles, signal },
      mesh!,
    );
    for (const [name, floor] of Object.entries(floors)) {
      const texts = new Map<string, string>();
      for (let k = 0; k < (folds ?? 1); k++) {
        const part = scored.filter(inFold(k));
        const others = folds ? pool.filter((study) => !inFold(k)(study)) : pool;
        for (const [at, text] of (await floor(part, others)).entries())
          texts.set(part[at]!.id, text);
      }
      systems.set(
        name,
        countTexts(
          scored,
          scored.map((study) => texts.get(study.id)!),
        ),
      );
    }
  }
  const floorScores: Record<string, FloorScores> = {};
  const countsOf = (studies: readonly CountedStudy[]) => studies.map(({ counts }) => counts);
  const foldScores: Record<string, FoldScores> = {};
  for (const [name, studies] of systems) {
    if (name !== 'reports') {
      const differences = pairedTest(countsOf(counted), countsOf(studies), metrics);
      floorScores[name] = { ...scoreReports(studies, training), differences };
    }
    if (folds) foldScores[name] = scoreFolds(studies, folds);
  }
  return {
    floors: command.floors ? floorScores : undefined,
    folds: folds ? foldScores : undefined,
  };
}

function scoreFolds(studies: readonly CountedStudy[], folds: number): FoldScores {
  const sums = Array.from({ length: folds }, (_, k) =>
    studies.filter(({ id }) => foldOf(id, folds) === k),
  )
    .filter((part) => part.length > 0)
    .map((part) => sumCounts(part.map(({ counts }) => counts)));
  return {
    folds,
    metrics: Object.fromEntries(
      metrics.map(({ key, of }) => {
        const each = sums.map((sum) => of(sum));
        return [key, { ...meanAndSd(each), each }];
      }),
    ),
  };
}
