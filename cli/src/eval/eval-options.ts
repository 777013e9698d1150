// SPDX-License-Identifier: Apache-2.0
import type { ReportOptions } from '../gateway-client.js';
import { readGate } from '../report-options.js';
import { numberOption, parseCommand, UsageError } from '../usage.js';

/** `asarg eval report DIR`. */
export interface EvalReportCommand {
  readonly kind: 'report';
  readonly data: string;
  readonly name: string | undefined;
  readonly split: string | undefined;
  readonly limit: number | undefined;
  readonly floors: boolean;
  readonly folds: number | undefined;
  /** Texts to score in place of the mesh's. */
  readonly reports: string | undefined;
  readonly options: ReportOptions;
  readonly json: string | undefined;
  readonly html: string | undefined;
  readonly plots: string | undefined;
  readonly chexbert: string | undefined;
  readonly radgraph: string | undefined;
  readonly url: string | undefined;
  readonly bundles: string | undefined;
}

/** `asarg eval report --compare A B`. */
export interface EvalCompareCommand {
  readonly kind: 'compare';
  readonly files: readonly [string, string];
  readonly swaps: number;
  readonly json: string | undefined;
}

/** `asarg eval segmentation DIR`. */
export interface EvalSegmentationCommand {
  readonly kind: 'segmentation';
  readonly data: string;
  readonly names: string | undefined;
  readonly all: boolean;
  readonly split: string | undefined;
  readonly limit: number | undefined;
  readonly overlays: { readonly count: number; readonly file: string } | undefined;
  readonly json: string | undefined;
  readonly url: string | undefined;
  readonly bundles: string | undefined;
}

/** `asarg eval ablation RUNS_DIR`. */
export interface EvalAblationCommand {
  readonly kind: 'ablation';
  readonly runs: string;
  readonly data: string;
  readonly out: string;
  readonly plots: string | undefined;
  readonly swaps: number;
}

export type EvalCommand =
  | EvalReportCommand
  | EvalCompareCommand
  | EvalSegmentationCommand
  | EvalAblationCommand;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const fewestSwaps = 100;
const usualSwaps = 10_000;

/**
 * Reads the arguments after `asarg eval`.
 * @throws UsageError saying what was expected and found.
 */
export function readEvalCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): EvalCommand | 'help' {
  const { values, positionals } = parseCommand('eval', args, {
    name: text,
    split: text,
    limit: text,
    folds: text,
    reports: text,
    json: text,
    html: text,
    plots: text,
    chexbert: text,
    radgraph: text,
    url: text,
    bundles: text,
    without: text,
    seed: text,
    guidance: text,
    gate: text,
    temperature: text,
    'top-p': text,
    names: text,
    overlays: text,
    data: text,
    out: text,
    swaps: text,
    floors: flag,
    compare: flag,
    all: flag,
    help: { ...flag, short: 'h' },
  });
  if (values.help) return 'help';
  const [kind, ...rest] = positionals;
  const number = (
    name: keyof typeof values,
    least: number,
    most: number,
    whole = true,
  ): number | undefined =>
    numberOption('eval', name, values[name] as string | undefined, { least, most, whole });
  const swaps = number('swaps', fewestSwaps, 10_000_000) ?? usualSwaps;
  const places = {
    url: values.url ?? env['ASARG_URL'],
    bundles: values.bundles,
    json: values.json,
  };
  const selection = { split: values.split, limit: number('limit', 1, 1e6) };
  if (kind === 'report' && values.compare) {
    const [a, b] = exactly(rest, 2, '--compare: expected two files that --json wrote');
    return { kind: 'compare', files: [a!, b!], swaps, json: values.json };
  }
  if (kind === 'report') {
    const [data] = exactly(rest, 1, 'report: expected one DIR or TAR');
    const { name, reports, html, plots, chexbert, radgraph, floors = false } = values;
    const options: ReportOptions = {
      seed: number('seed', 0, 4_294_967_295),
      temperature: number('temperature', 0, 2, false),
      topP: number('top-p', 0, 1, false),
      guidance: number('guidance', 0, 4, false),
      without: values.without,
      gate: readGate(values.gate, 'eval'),
    };
    const folds = number('folds', 2, 100);
    return {
      kind,
      data: data!,
      name,
      reports,
      html,
      plots,
      chexbert,
      radgraph,
      floors,
      folds,
      options,
      ...selection,
      ...places,
    };
  }
  if (kind === 'segmentation') {
    // `--overlays N FILE`: the file is the second positional.
    const count = number('overlays', 1, 400);
    const [data, file] = exactly(
      rest,
      count === undefined ? 1 : 2,
      'segmentation: expected one DIR or TAR, and FILE.png with --overlays N',
    );
    const overlays = count === undefined ? undefined : readOverlays(count, data!, file!);
    return {
      kind,
      data: overlays?.data ?? data!,
      names: values.names,
      all: values.all ?? false,
      overlays,
      ...selection,
      ...places,
    };
  }
  if (kind === 'ablation') {
    const [runs] = exactly(rest, 1, 'ablation: expected one RUNS_DIR');
    const { data, out = 'docs/results.md', plots } = values;
    if (!data) throw new UsageError('ablation: expected --data DIR, found none', 'eval');
    return { kind, runs: runs!, data, out, plots, swaps };
  }
  throw new UsageError(
    `expected report, segmentation or ablation, found ${kind ? `"${kind}"` : 'none'}`,
    'eval',
  );
}

/** The picture is whichever of the two ends in .png: both orders read well. */
function readOverlays(count: number, first: string, second: string) {
  const [file, data] = first.endsWith('.png') ? [first, second] : [second, first];
  if (!file.endsWith('.png')) {
    throw new UsageError(`--overlays: expected N FILE.png, found "${second}"`, 'eval');
  }
  return { count, file, data };
}

function exactly(found: readonly string[], count: number, message: string): readonly string[] {
  if (found.length === count) return found;
  throw new UsageError(`${message}, found ${found.length || 'none'}`, 'eval');
}
