// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../usage.js';
import { parseLines } from '../data/report-directory.js';

/** One training run with the reports it wrote. */
export interface AblationRun {
  readonly variant: string;
  /** For people. */
  readonly label: string;
  /** Segmentation classes it was given, if any. */
  readonly classes: number | null;
  readonly seed: number;
  /** How it decoded: with tag prompt and guidance, or plain. */
  readonly mode: string;
  /** Stream removed at inference, if any. */
  readonly removed: string | null;
  /** Text by study id. */
  readonly texts: ReadonlyMap<string, string>;
  /** [step, loss]. */
  readonly loss: readonly (readonly [number, number])[];
}

/** What a trainer leaves for the ablation document. */
export interface RunsFile {
  readonly split: string;
  /** Variant that the others are compared with. */
  readonly baseline: string;
  readonly runs: readonly AblationRun[];
  /** Streams removed at inference -> the variant whose training never had them. */
  readonly trainedWithout: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

type RawRun = Omit<Partial<AblationRun>, 'texts'> & { readonly reports?: string };

/**
 * Reads `runs.json` of a folder and the reports it names.
 * @throws UsageError saying what is missing where.
 */
export async function readRuns(folder: string): Promise<RunsFile> {
  const file = join(folder, 'runs.json');
  const content = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`expected ${file}, found no such file`, 'eval');
  });
  const raw = JSON.parse(content) as Omit<Partial<RunsFile>, 'runs'> & {
    readonly runs?: readonly RawRun[];
  };
  const { split, baseline, runs, trainedWithout = {}, notes = [] } = raw;
  if (!split || !baseline || !runs || runs.length === 0) {
    throw new UsageError(`${file}: expected split, baseline and at least one run`, 'eval');
  }
  if (!runs.some((run) => run.variant === baseline)) {
    throw new UsageError(
      `${file}: expected a run of the baseline "${baseline}", found none`,
      'eval',
    );
  }
  return {
    split,
    baseline,
    trainedWithout,
    notes,
    runs: await Promise.all(runs.map((run, at) => readRun(folder, run, at))),
  };
}

async function readRun(folder: string, raw: RawRun, at: number): Promise<AblationRun> {
  const {
    variant,
    label,
    classes = null,
    seed = 0,
    mode,
    removed = null,
    reports,
    loss = [],
  } = raw;
  if (!variant || !mode || !reports) {
    throw new UsageError(
      `runs.json: expected variant, mode and reports of run ${at}, found none`,
      'eval',
    );
  }
  const path = join(folder, reports);
  const rows = parseLines(await readFile(path, 'utf8'), path) as {
    id: string | number;
    text: string;
  }[];
  const texts = new Map(rows.map(({ id, text }) => [String(id), text]));
  return { variant, label: label ?? variant, classes, seed, mode, removed, texts, loss };
}
