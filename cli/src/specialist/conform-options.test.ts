// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { readConformCommand } from './conform-options.js';

test('reads a full line', () => {
  const line =
    '127.0.0.1:7020|--bundle|b|--command|node "a b.js"|--only|input,health|' +
    '--timeout|2.5|--junit|j.xml|--json|r.json';
  expect(readConformCommand(line.split('|'))).toEqual({
    address: '127.0.0.1:7020',
    bundle: 'b',
    command: 'node "a b.js"',
    only: ['input', 'health'],
    totalMs: 2500,
    junit: 'j.xml',
    json: 'r.json',
  });
  expect(readConformCommand(['--list'])).toBe('list');
});

test.each([
  ['', 'expected one ADDRESS, found none'],
  ['a:1 b:2', 'expected one ADDRESS, found 2'],
  ['here', 'expected an ADDRESS such as 127.0.0.1:7020, found "here"'],
  ['a:1 --timeout 0', '--timeout: expected a number from 1 to 86400, found "0"'],
  ['a:1 --colour', "Unknown option '--colour'"],
])('refuses "%s"', (line, message) => {
  expect(() => readConformCommand(line.split(' ').filter(Boolean))).toThrow(
    expect.objectContaining({ name: 'UsageError', message, command: 'specialist conform' }),
  );
});
