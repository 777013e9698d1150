// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readGatewayConfig, variables } from './config.js';
import { problemKinds } from './http/problem-table.js';
import { routes } from './http/route-table.js';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');

/** Cells of the rows whose cell `column` is in backquotes, by that cell. */
function rowsBy(column: number): Map<string, string[]> {
  const rows = readme.matchAll(/^\| (.+) \|$/gm);
  const cells = [...rows].map(([, row]) => row!.split(' | '));
  const named = cells.filter((row) => row[column]?.startsWith('`'));
  return new Map(named.map((row) => [row[column]!.replaceAll('`', ''), row]));
}

test('the README lists every setting with its default', () => {
  const rows = rowsBy(0);
  const defaults = readGatewayConfig({});
  for (const [key, name] of Object.entries(variables)) {
    if (key === 'viewer') continue;
    const value = defaults[key as keyof typeof defaults];
    const told = value === undefined ? 'none' : `\`${value}\``;
    expect.soft([name, rows.get(name)?.[1]]).toEqual([name, told]);
  }
});

test('the README lists every problem with its status', () => {
  const rows = rowsBy(1);
  for (const [slug, { status, title }] of Object.entries(problemKinds)) {
    expect.soft(rows.get(slug)?.[0]).toBe(String(status));
    expect.soft(rows.get(slug)?.[2]).toContain(title);
  }
});

test('the README lists every route', () => {
  const rows = rowsBy(0);
  for (const { path, methods } of routes) {
    for (const method of methods) expect.soft([...rows.keys()]).toContain(`${method} ${path}`);
  }
});
