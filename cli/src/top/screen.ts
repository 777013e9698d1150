// SPDX-License-Identifier: Apache-2.0
import type { ReadStream, WriteStream } from 'node:tty';
import { describeTerminal, type Terminal } from '../terminal.js';

/** The whole window of a terminal, ours until it is closed. */
export interface Screen {
  /** Aborted by `q` or Ctrl-C. */
  readonly quit: AbortSignal;
  /** Draws now, and again when the window changes its size. */
  show(draw: (terminal: Terminal, rows: number) => readonly string[]): void;
  /** Gives the window back as it was. */
  close(): void;
}

const enter = '\u001B[?1049h\u001B[?25l';
const leave = '\u001B[?25h\u001B[?1049l';
const home = '\u001B[H';
const clearLine = '\u001B[2K';
const clearBelow = '\u001B[J';
const usualRows = 24;
const widest = 160;
const quitKeys = ['q', 'Q', '\u0003'];

/** Takes the window, and keys from the input if that is a terminal too. */
export function openScreen(output: WriteStream, input: ReadStream, env: NodeJS.ProcessEnv): Screen {
  const quit = new AbortController();
  let draw: Parameters<Screen['show']>[0] = () => [];
  const redraw = (): void => {
    const columns = Math.max(40, Math.min(widest, output.columns || 80));
    const lines = draw({ ...describeTerminal(output, env), columns }, output.rows || usualRows);
    // Clearing first: at the last column, clearing behind the text would take its last character.
    const text = lines.map((line) => clearLine + line).join('\r\n');
    output.write(`${home}${text}${clearBelow}`);
  };
  const onKey = (keys: Buffer): void => {
    const text = keys.toString('latin1');
    if (quitKeys.some((key) => text.includes(key))) quit.abort();
  };
  // In raw mode Ctrl-C is a key; the signal of another process still comes as one.
  const takesKeys = input.isTTY === true;
  const restore = (): void => {
    if (takesKeys) input.setRawMode(false);
    output.write(leave);
  };
  process.once('exit', restore);
  if (takesKeys) {
    input.setRawMode(true);
    input.on('data', onKey);
  }
  output.on('resize', redraw);
  output.write(enter);
  return {
    quit: quit.signal,
    show(next) {
      draw = next;
      redraw();
    },
    close() {
      process.removeListener('exit', restore);
      output.removeListener('resize', redraw);
      if (takesKeys) {
        input.removeListener('data', onKey);
        input.pause();
      }
      restore();
    },
  };
}
