// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { command, succeeds } from './command.js';
import { findProgram, installMissing } from './packages.js';

/** A Docker engine. */
export interface Engine {
  /** As in DOCKER_HOST. */
  readonly host: string;
  /** Whether it was started here: then its packets pass through this machine's iptables. */
  readonly isOwn: boolean;
  /** Stops it, if it was started here. */
  stop(): Promise<void>;
}

const upLimitMs = 30_000;
const downLimitMs = 30_000;

/** Why no engine can be started here; undefined if one can. */
export function whyNoEngine(): string | undefined {
  if (process.platform !== 'linux') return `expected Linux, found ${process.platform}`;
  if (process.getuid?.() !== 0) return 'expected root or a Docker engine at DOCKER_HOST';
  if (!findProgram('dockerd') && !findProgram('apt-get')) {
    return 'expected dockerd, or apt-get to install it';
  }
  return undefined;
}

/**
 * The engine of DOCKER_HOST if that answers; else one is started with its data in `folder`.
 * Expects `whyNoEngine` to be undefined for the latter.
 */
export async function startEngine(folder: string, say: (line: string) => void): Promise<Engine> {
  const given = process.env['DOCKER_HOST'];
  if (given !== undefined && findProgram('docker') && (await succeeds('docker', ['version']))) {
    return { host: given, isOwn: false, stop: async () => undefined };
  }
  await installMissing({ dockerd: 'docker.io', iptables: 'iptables', ip: 'iproute2' }, say);
  await mkdir(folder, { recursive: true });
  const pidFile = join(folder, 'docker.pid');
  const host = `unix://${join(folder, 'docker.sock')}`;
  await stopLast(pidFile);
  const forward = await forwardPolicy();
  const log = await open(join(folder, 'dockerd.log'), 'w');
  const child = spawn(
    findProgram('dockerd')!,
    [
      '--data-root',
      join(folder, 'data'),
      '--exec-root',
      join(folder, 'exec'),
      '--pidfile',
      pidFile,
      '--host',
      host,
    ],
    // Its own group: an interrupt of the tests reaches them first, and they stop it in order.
    { detached: true, stdio: ['ignore', log.fd, log.fd] },
  );
  await log.close();
  const exited = once(child, 'exit');

  async function stop(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      const late = sleep(downLimitMs, 'late', { ref: false });
      if ((await Promise.race([exited, late])) === 'late') child.kill('SIGKILL');
      await exited;
    }
    // The engine leaves its policy behind, and other people's bridges without traffic.
    await command('iptables', ['-P', 'FORWARD', forward]);
  }

  const deadline = Date.now() + upLimitMs;
  while (!(await succeeds('docker', ['--host', host, 'info']))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      const said = await readFile(join(folder, 'dockerd.log'), 'utf8');
      throw new Error(`dockerd did not start: ${said.split('\n').slice(-8).join('\n')}`);
    }
    await sleep(100);
  }
  return { host, isOwn: true, stop };
}

/** An engine that an earlier run could not stop still holds the folder. */
async function stopLast(pidFile: string): Promise<void> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
  if (pid > 0 && (await isDockerd(pid))) {
    process.kill(pid, 'SIGTERM');
    for (const end = Date.now() + downLimitMs; (await isDockerd(pid)) && Date.now() < end;) {
      await sleep(100);
    }
  }
  await rm(pidFile, { force: true });
}

async function isDockerd(pid: number): Promise<boolean> {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  return name.trim() === 'dockerd';
}

async function forwardPolicy(): Promise<string> {
  const rules = await command('iptables', ['-S', 'FORWARD']);
  return /^-P FORWARD (\w+)/.exec(rules)?.[1] ?? 'ACCEPT';
}
