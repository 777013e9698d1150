// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ConformanceReport } from '@asarg/conformance';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from './support.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'asarg-conform-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test.for(['vision', 'lvm-med', 'cxas'])(
  '%s keeps the contract of a specialist',
  async (service) => {
    const main = path.join(root, 'services', service, 'dist/main.js');
    const json = path.join(folder, 'report.json');
    const code = await conform([
      await freeAddress(),
      '--command',
      `"${process.execPath}" "${main}"`,
      '--bundle',
      path.join(root, 'models/compact', service),
      '--json',
      json,
    ]);

    const { cases, passed } = JSON.parse(await readFile(json, 'utf8')) as ConformanceReport;
    expect(cases.filter(({ result }) => result === 'fail')).toEqual([]);
    expect({ passed, code }).toEqual({ passed: true, code: 0 });
    const ran = cases.filter(({ result }) => result === 'pass').map(({ id }) => id);
    const least = ['bundle.identity', 'encode.range', 'frame.largest', 'reflection.lists'];
    expect(ran).toEqual(expect.arrayContaining([...least, 'concurrency.results', 'drain.exits']));
  },
);

function conform(args: readonly string[]): Promise<number> {
  const bin = path.join(root, 'cli/bin/asarg.mjs');
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, 'specialist', 'conform', ...args], (error) =>
      resolve(Number(error?.code ?? 0)),
    );
  });
}

async function freeAddress(): Promise<string> {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  holder.close();
  await once(holder, 'close');
  return `127.0.0.1:${port}`;
}
