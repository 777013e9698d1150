// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { labelerName, labelsOfMask, scoreReports, verdictAgreement } from '@asarg/evaluation';
import type { Interruption } from '../../interruption.js';
import { exitCode, UsageError } from '../../usage.js';
import {
  openReportDirectory,
  parseLines,
  type ReportDirectory,
  type Study,
} from '../data/report-directory.js';
import type { EvalReportCommand } from '../eval-options.js';
import { accessTo, type MeshAccess } from '../mesh-access.js';
import { withMesh } from '../../with-mesh.js';
import { writeOut } from '../write-out.js';
import { externalScores } from './external-labels.js';
import { countTexts, floorsAndFolds, trainingSplits } from './floors-and-folds.js';
import { generateReports, type KeptReport } from './generate-reports.js';
import { renderResult } from './render-result.js';
import { writeHtml, writePlots } from './write-plots.js';
import { resultSchema, type Failure, type ReportResult } from './result.js';

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
    const counted = countTexts(
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
      ...(await floorsAndFolds(
        mesh,
        directory,
        scored,
        counted,
        training,
        command,
        interruption.signal,
      )),
      ...(await externalScores(counted, training, command)),
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
  const result = needsMesh
    ? await withMesh(choice, interruption, (gatewayUrl) => measure(accessTo(gatewayUrl)))
    : await measure();
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
