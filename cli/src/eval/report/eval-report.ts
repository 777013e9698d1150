// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  bootstrapOf,
  countStudies,
  foldOf,
  labelerName,
  labelsOfMask,
  meanAndSd,
  metrics,
  openCheXbert,
  radGraphF1,
  readRadGraphFile,
  scoreReports,
  sumCounts,
  verdictAgreement,
  type CountedStudy,
  type ReportScores,
} from '@asarg/evaluation';
import type { Interruption } from '../../interruption.js';
import { exitCode, UsageError } from '../../usage.js';
import {
  openReportDirectory,
  parseLines,
  type ReportDirectory,
  type Study,
} from '../data/report-directory.js';
import type { EvalReportCommand } from '../eval-options.js';
import { withMesh, type MeshAccess } from '../with-mesh.js';
import { writeOut } from '../write-out.js';
import { makeFloors } from './floors.js';
import { generateReports, type KeptReport } from './generate-reports.js';
import { renderResult } from './render-result.js';
import { writeHtml, writePlots } from './write-plots.js';
import { resultSchema, type Failure, type FoldScores, type ReportResult } from './result.js';

const trainingSplits = new Set(['train', 'extra']);

interface Candidates {
  readonly texts: ReadonlyMap<string, string>;
  readonly kept: ReadonlyMap<string, KeptReport>;
  readonly failures: readonly Failure[];
}

/** `asarg eval report`. @returns the exit code: 1 when any study failed. */
export async function evalReport(
  command: EvalReportCommand,
  interruption: Interruption,
): Promise<number> {
  const directory = await openReportDirectory(command.data);
  const { split, studies } = select(directory, command);
  const name = command.name ?? `${basename(directory.files.path).replace(/\.tar$/, '')}-${split}`;
  const folder = join('.asarg', 'eval', name);
  const needsMesh = command.reports === undefined || command.floors;
  const measure = async (mesh?: MeshAccess): Promise<ReportResult> => {
    const candidates =
      command.reports === undefined
        ? await askMesh(
            mesh!,
            directory,
            studies,
            command,
            join(folder, 'reports.jsonl'),
            interruption.signal,
          )
        : await readTexts(command.reports, studies);
    const scored = studies.filter((study) => candidates.texts.has(study.id));
    if (scored.length === 0) {
      const [failure] = candidates.failures;
      throw new Error(
        `expected a report of at least one study, found none; ${failure?.reason ?? 'no id matched'}`,
      );
    }
    const counted = count(
      scored,
      scored.map((study) => candidates.texts.get(study.id)!),
    );
    const training = trainingReports(directory, scored, command.folds);
    const result = {
      schema: resultSchema,
      name,
      split,
      labeler: labelerName,
      options: { ...command.options, reports: command.reports, limit: command.limit },
      pipelineDigests: [...new Set([...candidates.kept.values()].map((row) => row.pipelineDigest))],
      scores: scoreReports(counted, training),
      verdicts: verdictsOf(scored, candidates.kept),
      partial: [...candidates.kept.values()].filter((row) => row.status === 'PARTIAL').length,
      failures: candidates.failures,
      ...(await floorsAndFolds(mesh, directory, scored, counted, training, command)),
      ...(await external(counted, training, command)),
      rows: counted.map(({ id, labels, referenceLabels, text, reference }) => ({
        id,
        labels: labelsOfMask(labels),
        referenceLabels: labelsOfMask(referenceLabels),
        text,
        reference,
      })),
    } satisfies ReportResult;
    return result;
  };
  const choice = { url: command.url, bundlesFolder: command.bundles };
  const result = needsMesh ? await withMesh(choice, interruption, measure) : await measure();
  process.stdout.write(renderResult(result));
  if (command.json) await writeOut(command.json, `${JSON.stringify(result, null, 1)}\n`);
  if (command.plots) await writePlots(command.plots, result);
  if (command.html) await writeHtml(command.html, result);
  return result.failures.length > 0 ? exitCode.failed : exitCode.ok;
}

function select(
  directory: ReportDirectory,
  command: EvalReportCommand,
): { split: string; studies: Study[] } {
  const splits = new Set(
    directory.studies.map((study) => study.split).filter((one) => one !== undefined),
  );
  const split = command.split ?? (splits.has('val') && !command.folds ? 'val' : 'all');
  const studies = directory.studies.filter((study) => split === 'all' || study.split === split);
  if (studies.length === 0) {
    const found = [...splits].join(', ') || 'no splits';
    throw new UsageError(
      `--split: expected one with findings and films, found none in "${split}"; there are ${found}`,
      'eval',
    );
  }
  return { split, studies: studies.slice(0, command.limit) };
}

async function askMesh(
  mesh: MeshAccess,
  { files }: ReportDirectory,
  studies: readonly Study[],
  { options }: EvalReportCommand,
  keepIn: string,
  signal: AbortSignal,
): Promise<Candidates> {
  const { reports, failures } = await generateReports({
    gatewayUrl: mesh.gatewayUrl,
    files,
    studies,
    options,
    keepIn,
    signal,
  });
  const texts = new Map([...reports].map(([id, report]) => [id, report.text]));
  return { texts, kept: reports, failures };
}

async function readTexts(file: string, studies: readonly Study[]): Promise<Candidates> {
  const rows = parseLines(await readFile(file, 'utf8'), file) as {
    id?: string | number;
    text?: string;
  }[];
  const texts = new Map<string, string>();
  for (const [at, { id, text }] of rows.entries()) {
    if (id === undefined || typeof text !== 'string') {
      throw new UsageError(
        `${file}: expected {"id", "text"} in line ${at + 1}, found something else`,
        'eval',
      );
    }
    texts.set(String(id), text);
  }
  const failures = studies
    .filter((study) => !texts.has(study.id))
    .map(({ id }) => ({ id, reason: `no text in ${file}` }));
  return { texts, kept: new Map(), failures };
}

const count = (studies: readonly Study[], texts: readonly string[]): CountedStudy[] =>
  countStudies(studies.map(({ id, reference }, k) => ({ id, reference, text: texts[k]! })));

/** With folds everything outside of a study's fold is training; the union then says nothing. */
function trainingReports(
  directory: ReportDirectory,
  scored: readonly Study[],
  folds?: number,
): string[] {
  if (folds) return [];
  const ids = new Set(scored.map((study) => study.id));
  return directory.findings
    .filter(({ id, split }) => split !== undefined && trainingSplits.has(split) && !ids.has(id))
    .map(({ text }) => text);
}

function verdictsOf(studies: readonly Study[], kept: ReadonlyMap<string, KeptReport>) {
  const judged = studies.flatMap((study) => {
    const report = kept.get(study.id);
    return report ? [{ sentences: report.sentences, reference: study.reference }] : [];
  });
  return judged.length > 0 ? verdictAgreement(judged) : undefined;
}

async function floorsAndFolds(
  mesh: MeshAccess | undefined,
  directory: ReportDirectory,
  scored: readonly Study[],
  counted: readonly CountedStudy[],
  training: readonly string[],
  command: EvalReportCommand,
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
      { files: directory.files, studies: all, cache, bundles: command.bundles },
      mesh!,
    );
    for (const [name, floor] of Object.entries(floors)) {
      const texts = new Map<string, string>();
      for (let k = 0; k < (folds ?? 1); k++) {
        const part = scored.filter(inFold(k));
        const others = folds ? pool.filter((study) => !inFold(k)(study)) : pool;
        for (const [at, text] of floor(part, others).entries()) texts.set(part[at]!.id, text);
      }
      systems.set(
        name,
        count(
          scored,
          scored.map((study) => texts.get(study.id)!),
        ),
      );
    }
  }
  const floorScores: Record<string, ReportScores> = {};
  const foldScores: Record<string, FoldScores> = {};
  for (const [name, studies] of systems) {
    if (name !== 'reports') floorScores[name] = scoreReports(studies, training);
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

async function external(
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
