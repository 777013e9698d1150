// SPDX-License-Identifier: Apache-2.0
import type { Terminal } from './terminal.js';

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
} as const;

export type Style = keyof typeof codes;

/** Applies styles to a text, or leaves it alone where there is no colour. */
export type Paint = (text: string, ...styles: readonly Style[]) => string;

/** Colours from the terminal's own sixteen, so that they fit light and dark themes. */
export function createPaint(terminal: Pick<Terminal, 'colour'>): Paint {
  if (!terminal.colour) return (text) => text;
  return (text, ...styles) =>
    text === ''
      ? text
      : styles.reduce(
          (inner, style) => `\u001B[${codes[style][0]}m${inner}\u001B[${codes[style][1]}m`,
          text,
        );
}
