// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { readPhantomCommand } from './phantom-options.js';

describe('readPhantomCommand', () => {
  const read = (line: string) => readPhantomCommand(line.split(' ').filter(Boolean));

  it('reads a full line', () => {
    expect(
      read(
        '--out d --count 100 --seed 7 --size 256 --format both --masks --pairs --findings Nodule,coin',
      ),
    ).toEqual({
      folder: 'd',
      count: 100,
      seed: 7,
      size: 256,
      format: 'both',
      masks: true,
      pairs: true,
      contactSheet: false,
      kinds: ['nodule', 'coin'],
    });
  });

  it.each([
    ['', '--out: expected a folder to write to, found none'],
    ['d --out d', 'expected options only, found "d"'],
    ['--out d --size 63', '--size: expected a whole number from 64 to 4096, found "63"'],
    ['--out d --count 0', '--count: expected a whole number from 1 to 1000000, found "0"'],
    ['--out d --format jpeg', '--format: expected dicom, png, both; found "jpeg"'],
    ['--out d --findings flu', expect.stringMatching(/^--findings: .*nodule.*; found "flu"$/)],
  ])('refuses "%s"', (line, message) => {
    expect(() => read(line)).toThrow(
      expect.objectContaining({ name: 'UsageError', command: 'phantom', message }),
    );
  });
});
