// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { JudgedSentence } from '@asarg/evaluation';
import { makeReport, type ReportOptions } from '../../gateway-client.js';
import type { FileSet } from '../data/file-set.js';
import { parseLines, type Study } from '../data/report-directory.js';
import { inParallel } from '../in-parallel.js';
import { startProgress } from '../progress-bar.js';
import type { Failure } from './result.js';

/** A report as it is kept: what scoring needs. */
export interface KeptReport {
  readonly id: string;
  /** Hash of the options; rows of other options are others' business. */
  readonly key: string;
  readonly pipelineDigest: string;
  readonly status: string;
  readonly text: string;
  readonly sentences: readonly JudgedSentence[];
}

export interface GenerateTask {
  readonly gatewayUrl: string;
  readonly files: FileSet;
  readonly studies: readonly Study[];
  readonly options: ReportOptions;
  /** JSON lines that results are appended to, and that a rerun goes on from. */
  readonly keepIn: string;
  readonly signal: AbortSignal;
}

const inFlight = 2;

/**
 * Has the mesh write a report of every study. Each is kept as soon as it is there; a rerun makes
 * only those that are missing, failed, or were written by another pipeline.
 */
export async function generateReports(
  task: GenerateTask,
): Promise<{ readonly reports: ReadonlyMap<string, KeptReport>; readonly failures: Failure[] }> {
  const { studies, options, keepIn, signal } = task;
  const key = createHash('sha256')
    .update(JSON.stringify(Object.entries(options).sort()))
    .digest('hex')
    .slice(0, 16);
  await mkdir(dirname(keepIn), { recursive: true });
  const kept = await readKept(keepIn, key);
  const reports = new Map<string, KeptReport>();
  const failures: Failure[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'asarg-eval-'));

  async function make(study: Study): Promise<void> {
    signal.throwIfAborted();
    try {
      const file = join(folder, basename(study.image));
      await writeFile(file, await task.files.read(study.image));
      const report = await makeReport(task.gatewayUrl, file, options, undefined, signal);
      await rm(file);
      if (report.status === 'FAILED') throw new Error(report.error?.detail ?? 'the report failed');
      const row: KeptReport = {
        id: study.id,
        key,
        pipelineDigest: report.provenance?.pipelineDigest ?? '',
        status: report.status,
        text: report.text ?? '',
        sentences: (report.sentences ?? []).map(({ verdict, findings }) => ({ verdict, findings })),
      };
      await appendFile(keepIn, `${JSON.stringify(row)}\n`);
      reports.set(study.id, row);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      failures.push({
        id: study.id,
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }

  // The first study tells which pipeline answers now; rows of that pipeline need not be made again.
  const [first, ...others] = studies;
  const bar = startProgress('reports', studies.length);
  try {
    if (first) await make(first);
    bar.step();
    const digest = first && reports.get(first.id)?.pipelineDigest;
    const missing: Study[] = [];
    for (const study of others) {
      const row = kept.get(study.id)?.find((one) => one.pipelineDigest === digest);
      if (!row) missing.push(study);
      else {
        reports.set(study.id, row);
        bar.step();
      }
    }
    await inParallel(missing, inFlight, async (study) => {
      await make(study);
      bar.step();
    });
  } finally {
    bar.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return { reports, failures };
}

async function readKept(file: string, key: string): Promise<Map<string, KeptReport[]>> {
  const content = await readFile(file, 'utf8').catch(() => '');
  // A run that was killed can leave half a line; it is the last one.
  const whole = content.slice(0, content.lastIndexOf('\n') + 1);
  if (whole.length < content.length) await writeFile(file, whole);
  const kept = new Map<string, KeptReport[]>();
  for (const row of parseLines(whole, file) as KeptReport[]) {
    if (row.key === key) kept.set(row.id, [...(kept.get(row.id) ?? []), row]);
  }
  return kept;
}
