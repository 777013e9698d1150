// SPDX-License-Identifier: Apache-2.0
import { createPaint } from '../../paint.js';
import type { Terminal } from '../../terminal.js';
import { printable, wrap, wrapItems } from '../../text-layout.js';
import { fitColumns } from './fit-columns.js';
import type { BindingJson, BindingsJson } from './registry-json.js';

const header = ['slot', 'specialist', 'bound', 'takes'];

/** What feeds each slot of the fusion bundle, for people. */
export function renderBindings(
  { epoch, bindings, groundingOnly }: BindingsJson,
  terminal: Terminal,
): string {
  const paint = createPaint(terminal);
  const width = terminal.columns - 2;
  const cellsOf = (binding: BindingJson): string[] =>
    [
      binding.slot,
      binding.specialist || terminal.glyphs.dash,
      boundWords(binding),
      binding.kind.replaceAll('_', ' '),
    ].map(printable);
  const { rows, indent } = fitColumns([header, ...bindings.map(cellsOf)], width);
  const [head, ...body] = rows;
  const lines = body.flatMap(({ cells, rest }, at) => {
    const binding = bindings[at]!;
    const style = isWhole(binding) ? 'green' : binding.specialist === '' ? 'red' : 'yellow';
    const row = cells
      .map((cell, column) => {
        const words = cell.trimEnd();
        return column === 2 ? paint(words, style) + cell.slice(words.length) : cell;
      })
      .join('  ');
    const notes = [...rest, standIn(binding), printable(binding.reason)].flatMap((note) =>
      wrap(note, width - indent),
    );
    return [row.trimEnd(), ...notes.map((note) => ' '.repeat(indent) + paint(note, 'dim'))];
  });
  const further = groundingOnly.flatMap(({ specialist, classes }) => [
    '',
    ...wrap(
      printable(
        `${specialist}: ${classes.length} further ${classes.length === 1 ? 'class' : 'classes'}, for grounding and viewing only`,
      ),
      width,
    ),
    ...wrapItems(
      classes.map(({ id, name }) => printable(`${id} ${name}`)),
      ', ',
      width - 2,
    ).map((line) => `  ${paint(line, 'dim')}`),
  ]);
  return [
    paint(head!.cells.join('  ').trimEnd(), 'dim'),
    ...lines,
    ...further,
    '',
    `epoch ${epoch}`,
  ]
    .map((line) => (line === '' ? '\n' : `  ${line}\n`))
    .join('');
}

function isWhole({ specialist, reason }: BindingJson): boolean {
  return specialist !== '' && reason === '';
}

function boundWords(binding: BindingJson): string {
  const { specialist, slotClasses, boundClasses } = binding;
  if (slotClasses.length > 0) {
    return `${boundClasses.length} of ${slotClasses.length} classes`;
  }
  return specialist === '' ? 'nothing' : isWhole(binding) ? 'whole' : 'in part';
}

/** What the fusion uses where nothing is bound. */
function standIn(binding: BindingJson): string {
  const { specialist, slotClasses, boundClasses } = binding;
  if (specialist === '') {
    return 'the null embedding stands in';
  }
  const missing = slotClasses.length - boundClasses.length;
  if (missing > 0) {
    return `the null embedding stands in for ${missing} ${missing === 1 ? 'class' : 'classes'}`;
  }
  return '';
}
