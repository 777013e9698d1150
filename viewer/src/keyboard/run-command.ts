// SPDX-License-Identifier: Apache-2.0
import type { Sentence } from '../api/report-types';
import type { ImageView } from '../image/use-image-view';
import { stepSentence } from '../sentences/sentence-list';
import type { Look } from '../use-look';
import type { Command } from './key-map';

/** One press of a zoom key or button. */
export const ZOOM_STEP = 1.25;

/** What commands act on. */
export interface CommandPorts {
  readonly sentences: readonly Sentence[];
  readonly selected: number | undefined;
  readonly setSelected: (index: number | undefined) => void;
  readonly setPointed: (index: number | undefined) => void;
  readonly imageView: Pick<ImageView, 'window' | 'setWindow' | 'zoom' | 'reset'>;
  readonly setLook: (part: keyof Look, on?: boolean) => void;
}

/** Makes the function that carries out commands, from keys and from buttons alike. */
export function runCommand(ports: CommandPorts): (command: Command) => void {
  const { imageView } = ports;
  const step = (by: 1 | -1) => {
    // The keyboard takes over from a pointer that happens to rest on a sentence.
    ports.setPointed(undefined);
    ports.setSelected(stepSentence(ports.sentences, ports.selected, by));
  };
  const actions: Readonly<Record<Command, () => void>> = {
    'next-sentence': () => step(1),
    'previous-sentence': () => step(-1),
    'clear-selection': () => ports.setSelected(undefined),
    invert: () =>
      imageView.setWindow({ ...imageView.window, inverted: !imageView.window.inverted }),
    'reset-view': () => imageView.reset(),
    'zoom-in': () => imageView.zoom(ZOOM_STEP),
    'zoom-out': () => imageView.zoom(1 / ZOOM_STEP),
    'toggle-fill': () => ports.setLook('filled'),
    'toggle-regions': () => ports.setLook('regions'),
    'toggle-waterfall': () => ports.setLook('waterfall'),
    'show-help': () => ports.setLook('help', true),
  };
  return (command) => actions[command]();
}
