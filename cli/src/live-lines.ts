// SPDX-License-Identifier: Apache-2.0
import type { Terminal } from './terminal.js';

/** A few lines at the bottom of a terminal that are redrawn in place. */
export interface LiveLines {
  /** Prints lines for good, above the live ones. */
  print(text: string): void;
  /** Takes the live lines away. */
  stop(): void;
}

const frameMs = 80;
const hideCursor = '\u001B[?25l';
const showCursor = '\u001B[?25h';

/**
 * Redraws `draw(frame)` in place; lines must not be wider than the terminal. Where nothing can
 * be redrawn only `print` writes.
 * @param draw - the lines to show now; `frame` counts up, for spinners.
 */
export function startLiveLines(
  stream: { write(text: string): unknown },
  terminal: Pick<Terminal, 'live'>,
  draw: (frame: number) => readonly string[],
): LiveLines {
  if (!terminal.live) {
    return { print: (text) => void stream.write(`${text}\n`), stop: () => undefined };
  }
  let frame = 0;
  let height = 0;
  const wipe = (): string => (height > 0 ? `\u001B[${height}A\r\u001B[J` : '');
  const redraw = (above = ''): void => {
    const lines = draw(frame++);
    const text = lines.map((line) => `${line}\n`).join('');
    stream.write(`${wipe()}${above}${text}`);
    height = lines.length;
  };
  // The process may end while lines are live: the cursor must come back in any case.
  const restore = (): void => void stream.write(showCursor);
  process.once('exit', restore);
  stream.write(hideCursor);
  redraw();
  const timer = setInterval(redraw, frameMs, '');
  timer.unref();
  return {
    print: (text) => redraw(`${text}\n`),
    stop() {
      clearInterval(timer);
      stream.write(`${wipe()}${showCursor}`);
      height = 0;
      process.removeListener('exit', restore);
    },
  };
}
