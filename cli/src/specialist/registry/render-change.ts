// SPDX-License-Identifier: Apache-2.0
import { createPaint } from '../../paint.js';
import type { Terminal } from '../../terminal.js';
import { printable } from '../../text-layout.js';
import type { RegistryChange } from './registry-changes.js';
import { stateStyles } from './render-instances.js';

/** A change as one line, with the time of day. */
export function renderChange(change: RegistryChange, at: Date, terminal: Terminal): string {
  const paint = createPaint(terminal);
  const { arrow, dash } = terminal.glyphs;
  const time = at.toTimeString().slice(0, 8);
  const items = (): string[] => {
    switch (change.what) {
      case 'instance': {
        const { name, address, from, to, version, reason } = change;
        const state = paint(to, stateStyles[to] ?? 'blue');
        const step = from === '' || from === to ? state : `${from} ${arrow} ${state}`;
        return [printable(`${name} ${address}`), step, printable(version), printable(reason)];
      }
      case 'version': {
        const { specialist, from, to, reason, epoch } = change;
        const step = `${from || dash} ${arrow} ${to || dash}`;
        return [
          printable(`${specialist} reports use ${step}`),
          `epoch ${epoch}`,
          printable(reason),
        ];
      }
      case 'slot': {
        const { slot, specialist, bound, of, reason } = change;
        const by = specialist === '' ? 'by nobody' : `by ${specialist}`;
        const share = of === 0 ? '' : `, ${bound} of ${of} classes`;
        return [printable(`slot ${slot} fed ${by}${share}`), printable(reason)];
      }
    }
  };
  return [paint(time, 'dim'), ...items().filter(Boolean)].join('  ');
}
