// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../bin/asarg.mjs', import.meta.url));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function conform(...args: readonly string[]): Promise<Outcome> {
  const env = { ...process.env, LANG: 'C.UTF-8', COLUMNS: '80' };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [bin, 'specialist', 'conform', ...args],
      { env },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

test('a server that says nothing fails, with JUnit XML and JSON, in bounded time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'asarg-conform-'));
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
  try {
    const [junit, json] = [join(folder, 'out/junit.xml'), join(folder, 'out/report.json')];
    const line = [address, '--timeout', '1', '--junit', junit, '--json', json];
    const { code, stdout, stderr } = await conform(...line);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/✘ describe\.answers .*\n {6}expected {2}Describe answers OK\.\n/);
    expect(stdout).toMatch(/failed: describe\.answers/);
    expect(await readFile(junit, 'utf8')).toMatch(
      /<testcase .* name="describe.answers" .*>\n.*<fail/,
    );
    expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({ address, passed: false });
  } finally {
    silent.close();
    await rm(folder, { recursive: true });
  }
});

test('the cases are listed, and a wrong command line is exit code 2', async () => {
  const list = await conform('--list');
  expect(list.code).toBe(0);
  expect(list.stdout).toMatch(/^streaming\n {2}encode\.completes +Encode of a frame ends with OK/m);
  const wrong = await conform('127.0.0.1:1', '--only', 'nothing');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toMatch(/found "nothing"\nTry `asarg specialist conform --help`/);
});
