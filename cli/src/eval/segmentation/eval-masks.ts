// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { bootstrapOf, meanAndSd } from '@asarg/evaluation';
import { readRadiograph } from '@asarg/imaging';
import { repositoryRoot } from '../../repository-root.js';
import { UsageError } from '../../usage.js';
import type { EvalSegmentationCommand } from '../eval-options.js';
import { score, textTable } from '../text-table.js';
import type { SegmentationOutcome, SegmentationTask } from './eval-segmentation.js';
import { scoreFilm, type FilmScore } from './score-masks.js';

const worstShown = 3;

/** Dice, IoU and the error of the heart's ratio against an archive of films and masks. */
export async function evalMasks({
  command,
  files,
  each,
}: SegmentationTask): Promise<SegmentationOutcome> {
  const stem = (name: string): string => basename(name, extname(name));
  const masks = new Map(
    files.names.filter((n) => /(?:^|\/)mask\//.test(n)).map((n) => [stem(n), n]),
  );
  const wanted = await namesToScore(command);
  const films = files.names
    .filter((name) => /(?:^|\/)img\//.test(name) && masks.has(stem(name)))
    .filter((name) => wanted === undefined || wanted.has(stem(name)))
    .slice(0, command.limit);
  if (films.length === 0) {
    throw new UsageError(
      `expected films in img/ with masks in mask/ of ${command.data}, found none to score`,
      'eval',
    );
  }
  const scores: FilmScore[] = [];
  await each(films, async (film, segmented) => {
    const truth = await readRadiograph(await files.read(masks.get(stem(film))!));
    scores.push(
      scoreFilm(stem(film), segmented, {
        width: truth.width,
        height: truth.height,
        values: truth.pixels,
      }),
    );
  });
  scores.sort((a, b) => (a.film < b.film ? -1 : 1));
  const names = [...new Set(scores.flatMap(({ classes }) => classes.map(({ name }) => name)))];
  const classes = names.map((name) => {
    const rows = scores.flatMap(({ film, classes }) => {
      const found = classes.find((one) => one.name === name);
      return found ? [{ film, ...found }] : [];
    });
    const worst = [...rows].sort((a, b) => a.dice - b.dice).slice(0, worstShown);
    return {
      name,
      films: rows.length,
      dice: summary(rows.map((r) => r.dice)),
      iou: summary(rows.map((r) => r.iou)),
      worst,
    };
  });
  const ratio = ratioError(scores);
  const text = [
    `\n${basename(command.data)}: ${scores.length} films${wanted ? ', hold-out' : ''}; on each film's own pixels\n\n`,
    textTable(
      ['', 'films', 'Dice', 'sd', '95 %', 'IoU', 'sd', 'worst Dice'],
      classes.map(({ name, films, dice, iou, worst }) => [
        name,
        String(films),
        score(dice.mean),
        score(dice.sd),
        `[${dice.interval.map(score).join(', ')}]`,
        score(iou.mean),
        score(iou.sd),
        worst.map((one) => `${score(one.dice)} ${one.film}`)[0] ?? '-',
      ]),
    ),
    ratio
      ? `\n  cardiothoracic ratio: mean absolute error ${score(ratio.meanAbsolute.mean)} [${ratio.meanAbsolute.interval.map(score).join(', ')}], bias ${score(ratio.bias.mean)}, ${ratio.films} films, ${ratio.undefined} undefined\n`
      : '',
  ].join('');
  return {
    text,
    json: {
      schema: 'asarg.eval-masks/1',
      films: scores.length,
      holdout: wanted !== undefined,
      classes,
      ratio,
      rows: scores,
    },
  };
}

function summary(values: readonly number[]) {
  const mean = (some: readonly number[]): number => some.reduce((a, b) => a + b, 0) / some.length;
  return { ...meanAndSd(values), interval: bootstrapOf(values, mean) };
}

function ratioError(scores: readonly FilmScore[]) {
  const withTruth = scores.filter(({ trueRatio }) => trueRatio !== undefined);
  const errors = withTruth.flatMap(({ ratio, trueRatio }) =>
    ratio === undefined ? [] : [ratio - trueRatio!],
  );
  if (errors.length === 0) return undefined;
  return {
    films: errors.length,
    undefined: withTruth.length - errors.length,
    meanAbsolute: summary(errors.map(Math.abs)),
    bias: summary(errors),
  };
}

/** Stems of the films to score; undefined for all. The segmenter was trained on the others. */
async function namesToScore(
  command: EvalSegmentationCommand,
): Promise<ReadonlySet<string> | undefined> {
  if (command.all) return undefined;
  const file =
    command.names ??
    join(command.bundles ?? join(repositoryRoot, 'models', 'compact'), 'cxas', 'holdout.json');
  const content = await readFile(file, 'utf8').catch(() => undefined);
  if (content === undefined) {
    throw new UsageError(
      `expected the names of the hold-out in ${file}, found no file; --names FILE gives another, --all scores every film`,
      'eval',
    );
  }
  const parsed = JSON.parse(content) as
    | readonly string[]
    | Readonly<Record<string, readonly string[]>>;
  const key = basename(command.data, extname(command.data));
  const names = Array.isArray(parsed)
    ? (parsed as readonly string[])
    : (parsed as Record<string, readonly string[]>)[key];
  if (!names) {
    throw new UsageError(
      `${file}: expected names for "${key}", found ${Object.keys(parsed).join(', ') || 'none'}`,
      'eval',
    );
  }
  return new Set(names);
}
