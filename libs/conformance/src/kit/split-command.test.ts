// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { splitCommand } from './split-command.js';

test('a command is split at spaces, quotes keep them', () => {
  expect(splitCommand(`  node "my server.js" --name='a "b"'  x""y `)).toEqual({
    program: 'node',
    args: ['my server.js', '--name=a "b"', 'xy'],
    environment: {},
  });
});

test('leading NAME=VALUE words are environment, later ones are arguments', () => {
  expect(splitCommand('A=1 B="two words" python server.py C=3')).toEqual({
    program: 'python',
    args: ['server.py', 'C=3'],
    environment: { A: '1', B: 'two words' },
  });
});

test('a command without a program or with an open quote is refused', () => {
  expect(() => splitCommand('A=1')).toThrow(/expected a command such as .* found "A=1"/);
  expect(() => splitCommand('node "x')).toThrow(/expected a closing ", found none/);
});
