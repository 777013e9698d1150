// SPDX-License-Identifier: Apache-2.0
import { createPaint, type Paint, type Style } from '../../paint.js';
import type { Terminal } from '../../terminal.js';
import { printable, wrap, wrapItems } from '../../text-layout.js';
import { fitColumns } from './fit-columns.js';
import { instanceDetails } from './instance-details.js';
import type { InstanceJson, InstancesJson } from './registry-json.js';

/** Colour of each state. */
export const stateStyles: Readonly<Record<string, Style>> = {
  active: 'green',
  shadow: 'cyan',
  draining: 'yellow',
  unreachable: 'yellow',
  quarantined: 'red',
};

const header = ['name', 'state', 'version', 'address', 'source'];

/** The instances of a registry for people, a line each, with reasons below where there are any. */
export function renderInstances(
  { epoch, versions, specialists }: InstancesJson,
  terminal: Terminal,
  details = false,
): string {
  const paint = createPaint(terminal);
  const width = terminal.columns - 2;
  const cellsOf = ({ name, state, version, address, source }: InstanceJson): string[] =>
    [name, state, version, address, source].map(printable);
  const { rows, indent } = fitColumns([header, ...specialists.map(cellsOf)], width);
  const [head, ...body] = rows;
  const lines = body.flatMap(({ cells, rest }, at) => {
    const instance = specialists[at]!;
    const notes = [
      ...wrapItems(rest, ` ${terminal.glyphs.dot} `, width - indent),
      ...wrap(printable(instance.reason), width - indent),
      ...(details ? instanceDetails(instance, terminal, width - indent) : []),
    ];
    const row = paintState(cells, instance.state, paint);
    return [row, ...notes.map((note) => ' '.repeat(indent) + paint(note, 'dim'))];
  });
  const title = paint(head!.cells.join('  ').trimEnd(), 'dim');
  const table = specialists.length === 0 ? ['no specialist is listed'] : [title, ...lines];
  const used = versions
    .filter(({ previous }) => previous !== '')
    .flatMap(({ specialist, version, previous, reason }) =>
      wrap(printable(`${specialist} uses ${version}, before it ${previous} (${reason})`), width),
    );
  return [...table, '', `epoch ${epoch}`, ...used]
    .map((line) => (line === '' ? '\n' : `  ${line}\n`))
    .join('');
}

/** The second cell is the state. */
function paintState(cells: readonly string[], state: string, paint: Paint): string {
  const style = stateStyles[state] ?? 'blue';
  return cells
    .map((cell, at) => {
      const word = cell.trimEnd();
      return at === 1 ? paint(word, style) + cell.slice(word.length) : cell;
    })
    .join('  ')
    .trimEnd();
}
