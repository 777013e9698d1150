// SPDX-License-Identifier: Apache-2.0
import { conformanceReport } from '@asarg/conformance';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('./fake-process.ts', import.meta.url));

async function freeAddress(): Promise<string> {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  holder.close();
  await once(holder, 'close');
  return `127.0.0.1:${port}`;
}

/** Results of the cases about the process, by id. */
async function resultsOf(command: string): Promise<Record<string, string>> {
  const address = await freeAddress();
  const options = { command, only: ['start', 'drain'], drainMs: 1500, caseMs: 10_000 };
  const { cases } = await conformanceReport(address, options);
  return Object.fromEntries(
    cases
      .filter(({ group }) => group === 'start' || group === 'drain')
      .map(({ id, result, found }) => [id, result === 'pass' ? 'pass' : `${result}: ${found}`]),
  );
}

const node = (mode: string): string => `"${process.execPath}" "${script}" ${mode}`;

test('a process that drains passes', async () => {
  expect(await resultsOf(node('drains'))).toEqual({
    'start.serving': 'pass',
    'drain.finishes': 'pass',
    'drain.refuses': 'pass',
    'drain.exits': 'pass',
  });
});

test('a process that exits at once loses the calls in flight', async () => {
  expect(await resultsOf(node('exits'))).toEqual({
    'start.serving': 'pass',
    'drain.finishes': expect.stringMatching(/^fail: \d+ of \d+ lost: UNAVAILABLE/),
    'drain.refuses': 'pass',
    'drain.exits': 'pass',
  });
});

test('a process that does not heed SIGTERM takes new calls and is still there', async () => {
  expect(await resultsOf(node('stays'))).toEqual({
    'start.serving': 'pass',
    'drain.finishes': 'pass',
    'drain.refuses': expect.stringMatching(/^fail: OK/),
    'drain.exits': 'fail: still running 1500 ms after SIGTERM',
  });
});

test('a command that ends, and one that there is none of, fail to start', async () => {
  const ended = await resultsOf(`"${process.execPath}" -e "console.error('no bundle')"`);
  expect(ended['start.serving']).toBe('fail: it ended with exit code 0; no bundle');
  expect(ended['drain.finishes']).toMatch(/^skipped: it needs start\.serving/);
  const missing = await resultsOf('no-such-command-anywhere');
  expect(missing['start.serving']).toMatch(/^fail: it ended with spawn no-such-command-anywhere/);
});
