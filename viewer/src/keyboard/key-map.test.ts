// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { commandOf, KEY_TABLE, type KeyPress } from './key-map';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  focus: 'page',
  ...more,
});

describe('commandOf()', () => {
  it.each([
    ['j', 'next-sentence'],
    ['k', 'previous-sentence'],
    ['i', 'invert'],
    ['0', 'reset-view'],
    ['+', 'zoom-in'],
    ['=', 'zoom-in'],
    ['-', 'zoom-out'],
    ['o', 'toggle-fill'],
    ['s', 'toggle-regions'],
    ['w', 'toggle-waterfall'],
    ['?', 'show-help'],
    ['Escape', 'clear-selection'],
  ])('should take %s for %s', (key, command) => {
    expect(commandOf(press(key))).toBe(command);
  });

  it('should leave keys alone that are typed into a field', () => {
    expect(commandOf(press('j', { focus: 'text' }))).toBeUndefined();
  });

  it('should leave combinations to the browser', () => {
    expect(commandOf(press('0', { ctrlKey: true }))).toBeUndefined();
    expect(commandOf(press('s', { metaKey: true }))).toBeUndefined();
  });

  it('should take arrows only while the sentences have the focus', () => {
    expect(commandOf(press('ArrowDown', { focus: 'sentences' }))).toBe('next-sentence');
    expect(commandOf(press('ArrowDown'))).toBeUndefined();
    expect(commandOf(press('ArrowUp', { focus: 'control' }))).toBeUndefined();
  });

  it('should give each key one meaning', () => {
    const keys = KEY_TABLE.flatMap((line) => line.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
