// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
// The built files: the preload that ties a child to its parent exists only there.
import { superviseChild, type ChildEvent, type SupervisedChild } from '../dist/supervise.js';

const script = (name: string): string =>
  fileURLToPath(new URL(`./children/${name}.mjs`, import.meta.url));

let folder = '';
let port = 0;
let events: ChildEvent[] = [];
let child: SupervisedChild | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asarg-cli-'));
  events = [];
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  server.close();
  await once(server, 'close');
});
afterEach(async () => {
  child?.kill();
  await child?.stop();
  child = undefined;
  await rm(folder, { recursive: true, force: true });
});

function start(mode: string, limits: { startLimitMs?: number; killAfterMs?: number } = {}) {
  child = superviseChild(
    {
      name: 'vision',
      entryPoint: script('serve'),
      environment: { ...process.env, MODE: mode, PORT: String(port), NOTES: join(folder, 'notes') },
      logFile: join(folder, 'logs', 'vision.log'),
      probe: async () => (await fetch(`http://127.0.0.1:${port}/`)).ok,
      startLimitMs: limits.startLimitMs ?? 10_000,
      killAfterMs: limits.killAfterMs ?? 5_000,
      backOff: { firstMs: 20, mostMs: 100, forgetAfterMs: 1_000 },
    },
    (event) => events.push(event),
  );
  return child;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const gone = (pid: number) =>
  vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000, interval: 20 });

describe('superviseChild', () => {
  it('reports a child that is ready and stops it with SIGTERM', async () => {
    const running = start('');
    await running.started;
    const pid = running.pid ?? 0;

    await running.stop();

    expect(events.map((event) => event.kind)).toEqual(['ready']);
    expect(isAlive(pid)).toBe(false);
    const notes = await readFile(join(folder, 'notes'), 'utf8');
    expect(
      notes
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { what: 'started', pid },
      { what: 'asked', pid },
    ]);
  });

  it('shows the last lines of a child that ends at start', async () => {
    await expect(start('fails').started).rejects.toMatchObject({
      name: 'ChildStartError',
      message: 'vision did not start: exit code 3',
      lastLines: ['bundle vision: expected model.onnx, found nothing there'],
    });
  });

  it('gives up on a child that never answers', async () => {
    await expect(start('silent', { startLimitMs: 300 }).started).rejects.toThrow(
      'expected it to be SERVING within 0.3 s, found it still not',
    );
  });

  it('starts a child again that crashes, with a new process, again and again', async () => {
    const running = start('');
    await running.started;
    const pids = new Set([running.pid]);

    for (let crashes = 1; crashes <= 3; crashes++) {
      await fetch(`http://127.0.0.1:${port}/crash`).catch(() => undefined);
      await vi.waitFor(
        () => expect(events.filter((event) => event.kind === 'back')).toHaveLength(crashes),
        { timeout: 10_000, interval: 20 },
      );
      pids.add(running.pid);
    }

    expect(pids.size).toBe(4);
    const died = events.filter((event) => event.kind === 'died');
    expect(died.map((event) => event.how)).toEqual(Array(3).fill('exit code 7'));
    expect(died.map((event) => event.waitMs)).toEqual([20, 40, 80]);
  });

  it('kills a child that does not heed SIGTERM', async () => {
    const running = start('stubborn', { killAfterMs: 200 });
    await running.started;
    const pid = running.pid ?? 0;
    await running.stop();
    expect(isAlive(pid)).toBe(false);
    expect(events.map((event) => event.kind)).toEqual(['ready']);
  });

  it.each(['', 'stubborn'])(
    'leaves no orphan when the parent is killed with SIGKILL (child: "%s")',
    async (mode) => {
      const parent = spawn(process.execPath, [script('parent')], {
        env: {
          ...process.env,
          MODE: mode,
          PORT: String(port),
          CHILD: script('serve'),
          LOG: join(folder, 'child.log'),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString());
      expect(isAlive(pid)).toBe(true);

      parent.kill('SIGKILL');
      await once(parent, 'exit');

      await gone(pid);
    },
  );
});
