// SPDX-License-Identifier: Apache-2.0
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { describeTerminal } from '../terminal.js';
import { widthOf } from '../text-layout.js';
import { parseExposition } from './parse-exposition.js';
import { renderTop } from './render-top.js';
import { sampleScrapes } from './sample-exposition.js';
import { modelOf, type Observed, type TopModel } from './top-model.js';
import { createWindow } from './window.js';

const intervalMs = 2000;
const utf8 = { LANG: 'en_US.UTF-8' };
const terminal = (columns: number, isTTY = false, env: NodeJS.ProcessEnv = utf8) => ({
  ...describeTerminal({ isTTY }, env),
  columns,
});

function sampleModel(rounds: readonly [number, number] | number = [1, 2]): TopModel {
  const scrapes = [rounds].flat().map((round, at) =>
    Object.entries(sampleScrapes(round)).map(([name, text]) => ({
      name,
      scrape: { atMs: at * intervalMs, samples: parseExposition(text) },
    })),
  );
  const last = scrapes.at(-1) ?? [];
  return modelOf(
    last.map(({ name, scrape }, at): Observed => ({
      name,
      window: createWindow(scrapes.length > 1 ? scrapes[0]?.[at]?.scrape : undefined, scrape),
    })),
  );
}

const draw = (model: TopModel, columns: number, isTTY = false, env = utf8 as NodeJS.ProcessEnv) =>
  renderTop(model, terminal(columns, isTTY, env), { intervalMs }).join('\n');

describe('renderTop', () => {
  it('fits 80 columns', () => {
    expect(draw(sampleModel(), 80)).toMatchSnapshot();
  });

  it('puts more side by side in 120 columns', () => {
    expect(draw(sampleModel(), 120)).toMatchSnapshot();
  });

  it('falls back to ASCII where the locale has no UTF-8', () => {
    const text = draw(sampleModel(), 80, false, { LC_ALL: 'C' });
    expect(text).toMatch(/^[\n -~]*$/);
    expect(text).toMatchSnapshot();
  });

  it('leaves out what one scrape cannot tell', () => {
    const text = draw(sampleModel(1), 80);
    expect(text).toContain('in progress 3');
    expect(text).not.toMatch(/calls|errors|cpu|NaN|undefined/);
  });

  it('keeps every figure in its place where nothing happened', () => {
    const text = draw(sampleModel([2, 2]), 80);
    expect(text).toContain('0/s  in progress 3  degraded –  failed –');
    expect(text).toContain('p50 –  p95 –  first token p50 –  0 tokens/s');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('shows services that do not answer, and a mesh of which nothing is known', () => {
    const services: Observed[] = [
      { name: 'gateway', failure: 'does not answer' },
      { name: 'a-service-with-a-very-long-name', failure: 'no\u001B[2J metrics there '.repeat(9) },
    ];
    const text = draw(modelOf(services), 60);
    expect(text).not.toContain('\u001B');
    expect(text).toMatchSnapshot();
  });

  it('never writes past the width, and never more lines than fit', () => {
    for (let columns = 40; columns <= 160; columns++) {
      const rows = columns - 36;
      const lines = renderTop(sampleModel(), terminal(columns, true), {
        intervalMs,
        rows,
        note: '12:00:00  q quits',
      });
      expect(lines.length).toBeLessThanOrEqual(rows);
      for (const line of lines) {
        const plain = stripVTControlCharacters(line);
        expect(widthOf(plain), `${columns}: ${plain}`).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('says how much a low window hides', () => {
    const all = renderTop(sampleModel(), terminal(80), { intervalMs });
    const some = renderTop(sampleModel(), terminal(80), { intervalMs, rows: 12 });
    expect(some.slice(0, 11)).toEqual(all.slice(0, 11));
    expect(some.slice(11)).toEqual([`  … ${all.length - 11} more lines in a taller window`]);
  });

  it('says with colour nothing that it does not say without', () => {
    const coloured = draw(sampleModel(), 100, true);
    expect(coloured).toContain('\u001B[1m');
    expect(stripVTControlCharacters(coloured)).toBe(draw(sampleModel(), 100));
  });
});
