// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { connectLimitMs, limitConnects } from './connect-limit.js';

test('a connection that nobody answers fails when its time is over', async () => {
  limitConnects();
  limitConnects();
  const port = await listenDeaf();
  const started = performance.now();

  const made = once(connect(port, '127.0.0.1'), 'connect');

  await expect(made).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  expect(performance.now() - started).toBeGreaterThan(connectLimitMs - 100);
}, 20_000);

/** A port whose process is stopped with a full backlog: the kernel drops what else wants to connect. */
async function listenDeaf(): Promise<number> {
  const script =
    "require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () { process.stdout.write(String(this.address().port)) })";
  const server = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void server.kill('SIGKILL'));
  const [line] = (await once(server.stdout!, 'data')) as [Buffer];
  const port = Number(String(line));
  server.kill('SIGSTOP');
  for (let i = 0; i < 16; i++) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
    const made = await Promise.race([
      once(socket, 'connect').then(() => true),
      new Promise<false>((resolve) => setTimeout(resolve, 300, false)),
    ]);
    if (!made) return port;
  }
  throw new Error('expected the backlog to become full, found room for 16 connections');
}
