// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const kit = new URL('../dist/index.js', import.meta.url).href;

/** Runs `runService(main)` in a process of its own, with the source of `main` given. */
function run(main: string) {
  const source = `import { runService } from '${kit}'; runService(${main});`;
  return spawn(process.execPath, ['--input-type=module', '-e', source], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  });
}

test('a service closes on SIGTERM and exits 0', async () => {
  const service = run(`async () => {
    setInterval(() => {}, 1000);
    process.stdout.write('up');
    return { close: async () => { process.stdout.write(' closed'); } };
  }`);
  const [up] = await once(service.stdout, 'data');
  const rest = text(service.stdout);
  service.kill('SIGTERM');
  expect((await once(service, 'exit'))[0]).toBe(0);
  expect(`${up}${await rest}`).toBe('up closed');
});

test('an error at start is one line and exit code 1', async () => {
  const service = run(`async () => { throw new RangeError('expected 1\\n found 2'); }`);
  const [errors, [code]] = await Promise.all([text(service.stderr), once(service, 'exit')]);
  expect(errors).toBe('RangeError: expected 1; found 2\n');
  expect(code).toBe(1);
});

test('a signal during the start aborts it', async () => {
  const service = run(`(signal) => new Promise((_, reject) => {
    setInterval(() => {}, 1000);
    signal.addEventListener('abort', () => reject(signal.reason));
    process.stdout.write('starting');
  })`);
  await once(service.stdout, 'data');
  service.kill('SIGINT');
  expect((await once(service, 'exit'))[0]).toBe(0);
});
