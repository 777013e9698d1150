// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { succeeds } from './command.js';
import { label } from './leftovers.js';
import { findProgram, installMissing, pathWithSystem } from './packages.js';

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
const downLimitMs = 60_000;

/** Why no engine can be started here; undefined if one can. */
export function whyNoEngine(): string | undefined {
  if (process.platform !== 'linux') return `expected Linux, found ${process.platform}`;
  if (process.getuid?.() !== 0) return 'expected root or a Docker engine at DOCKER_HOST';
  if (!findProgram('dockerd') && !findProgram('apt-get')) {
    return 'expected dockerd, or apt-get to install it';
  }
  return undefined;
}

/** Whether DOCKER_HOST names an engine that answers. */
export async function hasEngine(): Promise<boolean> {
  return Boolean(process.env['DOCKER_HOST']) && (await succeeds('docker', ['version']));
}

/**
 * The engine of DOCKER_HOST if that answers; else one is started with its data in `folder`.
 * Expects `whyNoEngine` to be undefined for the latter.
 */
export async function startEngine(folder: string, say: (line: string) => void): Promise<Engine> {
  if (await hasEngine()) {
    return { host: process.env['DOCKER_HOST']!, isOwn: false, stop: async () => undefined };
  }
  await installMissing({ dockerd: 'docker.io', iptables: 'iptables', ip: 'iproute2' }, say);
  await mkdir(folder, { recursive: true });
  await awaitLast(join(folder, 'docker.pid'));
  const host = `unix://${join(folder, 'docker.sock')}`;
  const script = join(import.meta.dirname, 'supervise-engine.sh');
  // Its own group: it must live until it has tidied up, also when the tests are interrupted.
  const child = spawn('/bin/sh', [script, folder, label], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { ...process.env, PATH: pathWithSystem },
  });
  const exited = once(child, 'exit');

  async function stop(): Promise<void> {
    child.stdin!.end();
    await exited;
  }

  for (const deadline = Date.now() + upLimitMs; ; await sleep(100)) {
    if (await succeeds('docker', ['--host', host, 'info'])) break;
    if (Date.now() > deadline) {
      await stop();
      const said = await readFile(join(folder, 'dockerd.log'), 'utf8');
      throw new Error(`dockerd did not start: ${said.split('\n').slice(-8).join('\n')}`);
    }
  }
  return { host, isOwn: true, stop };
}

/** The engine of a run that has just ended may still hold the folder. */
async function awaitLast(pidFile: string): Promise<void> {
  const isRunning = async (): Promise<boolean> => {
    const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    return name.trim() === 'dockerd';
  };
  for (const deadline = Date.now() + downLimitMs; await isRunning(); await sleep(100)) {
    if (Date.now() > deadline) {
      throw new Error(`expected no engine of another run, found the one of ${pidFile}`);
    }
  }
  await rm(pidFile, { force: true });
}
