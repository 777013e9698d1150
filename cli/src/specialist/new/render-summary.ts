// SPDX-License-Identifier: Apache-2.0
import { formatDuration } from '../../duration.js';
import { padEnd, widthOf } from '../../text-layout.js';
import { usesOf, type ReadmeFacts } from './bundle-readme.js';
import type { NewCommand } from './new-command.js';
import type { Trial } from './try-bundle.js';

/** What is said of a bundle that was written. */
export interface SummaryFacts extends ReadmeFacts {
  readonly command: NewCommand;
  readonly trial: Trial;
  readonly modelBytes: number;
  /** The graph's inputs and outputs. */
  readonly graph: string;
}

/** What was written, what was guessed and how to change it, and what the film showed. */
export function renderSummary(facts: SummaryFacts): string {
  const { command, manifest, classes, guesses, modelBytes } = facts;
  const { name, folder, provenance } = command;
  const megabytes = (modelBytes / 1e6).toFixed(1);
  const sections = [
    `${name}: written to ${folder}\n${rows([
      ['model.onnx', `${megabytes} MB, sha256 ${manifest.model.sha256.slice(0, 12)}…`],
      ['graph', facts.graph],
      ...manifest.outputs.map((one) => [one.name, `${one.dtype} [${one.shape}]: ${one.meaning}`]),
    ])}`,
    guesses.length > 0 &&
      `Guessed (what was taken, why, how to change it)\n${rows(
        guesses.map(({ about, taken, why, change }) => [about, taken, why, change]),
      )}`,
    classes.length > 0 &&
      `Classes (as given, in the catalogue, what they serve)\n${rows(
        classes.map((one) => [
          one.given,
          one.by === 'none' ? `${one.row.id}` : `${one.row.id} ${one.row.name}`,
          usesOf(one),
        ]),
      )}  provenance ${provenance}${provenance === 'measured' ? ', that is, trained on masks drawn by people; --provenance says otherwise' : ''}\n`,
    `On a drawn film, in ${formatDuration(facts.trial.totalMs)}\n${rows(seen(facts))}`,
    `Next\n  npx asarg specialist serve ${folder}${facts.steps ? ' --steps' : ''}\n`,
  ];
  return sections.filter(Boolean).join('\n');
}

function seen({ classes, manifest, trial }: SummaryFacts): string[][] {
  const { statistics, tensors } = trial.answer;
  if (!statistics) {
    return tensors.map(({ header, wire }) => [header.name, `${wire.byteLength} bytes sent`]);
  }
  const [, height = 1, width = 1] = manifest.outputs.find(({ dtype }) => dtype === 'bit')!.shape;
  return statistics.map(({ area, meanProbability }, k) => [
    classes[k]!.given,
    area === 0
      ? 'empty'
      : `${((100 * area) / (width * height)).toFixed(1)} % of the grid, mean probability ${meanProbability.toFixed(2)}`,
  ]);
}

/** Lines of cells, each column as wide as its widest. */
function rows(cells: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of cells) {
    row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, widthOf(cell))));
  }
  return cells
    .map(
      (row) =>
        `  ${row
          .map((cell, at) => padEnd(cell, widths[at]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
