// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { renderTable, replaceSection } from './results-page.js';

const result = {
  section: 'e2e',
  method: 'Ten rounds.',
  rows: [
    { what: 'ratio a|b', value: '1.10', target: '≤ 1.2', met: true },
    { what: 'time', value: '5 s', target: '' },
  ],
};

describe('renderTable', () => {
  it('is a Markdown table with the method below', () => {
    expect(renderTable(result)).toBe(
      [
        '| what | measured | target | met |',
        '| --- | --- | --- | --- |',
        '| ratio a\\|b | 1.10 | ≤ 1.2 | yes |',
        '| time | 5 s |  |  |',
        '',
        'Ten rounds.',
      ].join('\n'),
    );
  });
});

describe('replaceSection', () => {
  it('replaces what is between the markers and nothing else', () => {
    const page = 'a\n<!-- bench:e2e -->\nold\n<!-- /bench:e2e -->\nb';
    const once = replaceSection(page, 'e2e', 'new');
    expect(once).toBe('a\n<!-- bench:e2e -->\nnew\n<!-- /bench:e2e -->\nb');
    expect(replaceSection(once, 'e2e', 'new')).toBe(once);
    expect(() => replaceSection(page, 'health', '')).toThrow('bench:health');
  });

  it('finds every section in the page', async () => {
    const page = await readFile(new URL('../../docs/benchmarks.md', import.meta.url), 'utf8');
    for (const section of ['e2e', 'health', 'startup']) {
      expect(replaceSection(page, section, 'x')).toContain('x');
    }
    const scaling = await readFile(new URL('../../docs/scaling.md', import.meta.url), 'utf8');
    for (const section of ['stage-cost', 'copies', 'simulation']) {
      expect(replaceSection(scaling, section, 'x')).toContain('x');
    }
  });
});
