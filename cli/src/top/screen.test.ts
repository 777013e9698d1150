// SPDX-License-Identifier: Apache-2.0
import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { openScreen } from './screen.js';

function window(columns: number, rows: number, isTTY = true) {
  const modes: boolean[] = [];
  const output = Object.assign(new PassThrough(), { isTTY: true, columns, rows });
  const input = Object.assign(new PassThrough(), {
    isTTY,
    setRawMode: (mode: boolean) => void modes.push(mode),
  });
  const screen = openScreen(output as unknown as WriteStream, input as unknown as ReadStream, {
    LANG: 'C.UTF-8',
  });
  const written = (): string => (output.read() as Buffer | null)?.toString() ?? '';
  return { screen, output, input, modes, written };
}

describe('openScreen', () => {
  it('takes the window, draws from its top, and gives it back with the cursor', () => {
    const { screen, modes, written } = window(80, 24);
    expect(written()).toBe('\u001B[?1049h\u001B[?25l');
    screen.show(() => ['one', 'two']);
    expect(written()).toBe('\u001B[H\u001B[2Kone\r\n\u001B[2Ktwo\u001B[J');
    screen.close();
    expect(written()).toBe('\u001B[?25h\u001B[?1049l');
    expect(modes).toEqual([true, false]);
  });

  it('draws again with the new size when the window changes, and not after it was closed', () => {
    const { screen, output, written } = window(80, 24);
    screen.show(({ columns }, rows) => [`${columns} x ${rows}`]);
    Object.assign(output, { columns: 120, rows: 40 });
    written();
    output.emit('resize');
    expect(written()).toContain('120 x 40');
    screen.close();
    written();
    output.emit('resize');
    expect(written()).toBe('');
  });

  it.each(['q', 'Q', '\u0003', 'xq'])('quits by %j', async (keys) => {
    const { screen, input } = window(80, 24);
    const quit = new Promise((resolve) => screen.quit.addEventListener('abort', resolve));
    input.write('x');
    input.write(keys);
    await quit;
    screen.close();
    expect(input.listenerCount('data')).toBe(0);
  });

  it('gives the window back when the process ends by anything else', () => {
    const before = process.listeners('exit');
    const { screen, written } = window(80, 24);
    const [restore] = process.listeners('exit').filter((each) => !before.includes(each));
    written();
    restore?.(1);
    expect(written()).toBe('\u001B[?25h\u001B[?1049l');
    screen.close();
    expect(process.listeners('exit')).toEqual(before);
  });

  it('takes no keys from an input that is no terminal', () => {
    const { screen, input, modes } = window(80, 24, false);
    expect(input.listenerCount('data')).toBe(0);
    screen.close();
    expect(modes).toEqual([]);
  });
});
