// SPDX-License-Identifier: Apache-2.0

/** What a key does. Nothing here signs, sends or deletes. */
export type Command =
  | 'next-sentence'
  | 'previous-sentence'
  | 'clear-selection'
  | 'invert'
  | 'reset-view'
  | 'zoom-in'
  | 'zoom-out'
  | 'toggle-fill'
  | 'toggle-regions'
  | 'toggle-waterfall'
  | 'show-help';

/** A line of the key table; the help dialog is made from it. */
export interface KeyLine {
  readonly command: Command;
  /** Values of KeyboardEvent.key. */
  readonly keys: readonly string[];
  /** The keys as people read them. */
  readonly shown: readonly string[];
  readonly means: string;
}

export const KEY_TABLE: readonly KeyLine[] = [
  {
    command: 'next-sentence',
    keys: ['j', 'ArrowDown'],
    shown: ['j', '↓'],
    means: 'Next sentence',
  },
  {
    command: 'previous-sentence',
    keys: ['k', 'ArrowUp'],
    shown: ['k', '↑'],
    means: 'Previous sentence',
  },
  {
    command: 'clear-selection',
    keys: ['Escape'],
    shown: ['Esc'],
    means: 'Close, or show the regions of all sentences',
  },
  { command: 'toggle-regions', keys: ['s'], shown: ['s'], means: 'Hide or show regions' },
  { command: 'toggle-fill', keys: ['o'], shown: ['o'], means: 'Outline only, or filled' },
  { command: 'invert', keys: ['i'], shown: ['i'], means: 'Invert grey values' },
  { command: 'zoom-in', keys: ['+', '='], shown: ['+'], means: 'Zoom in' },
  { command: 'zoom-out', keys: ['-', '_'], shown: ['−'], means: 'Zoom out' },
  {
    command: 'reset-view',
    keys: ['0'],
    shown: ['0'],
    means: 'Whole image, brightness and contrast as rendered',
  },
  { command: 'toggle-waterfall', keys: ['w'], shown: ['w'], means: 'Hide or show stages' },
  { command: 'show-help', keys: ['?'], shown: ['?'], means: 'This table' },
];

/** The part of a keyboard event that decides. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** What has the focus. */
  readonly focus: 'page' | 'sentences' | 'control' | 'text';
}

/**
 * The command of a key press, if any. Keys typed into a field, and combinations that belong to the
 * browser, are left alone; arrows scroll the page or move a slider unless the sentences have the focus.
 */
export function commandOf(press: KeyPress): Command | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey || press.focus === 'text') return undefined;
  if (press.key.startsWith('Arrow') && press.focus !== 'sentences') return undefined;
  return KEY_TABLE.find((line) => line.keys.includes(press.key))?.command;
}
