// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Programs of a Prometheus. */
export interface PrometheusPrograms {
  readonly prometheus: string;
  readonly promtool: string;
}

/**
 * Prometheus from PATH, or Debian's package unpacked into `cache`, where nothing is installed.
 * @throws Error that says what was tried.
 */
export async function findPrometheus(
  cache: string,
  say: (line: string) => void,
): Promise<PrometheusPrograms> {
  const [prometheus, promtool] = await Promise.all([onPath('prometheus'), onPath('promtool')]);
  if (prometheus && promtool) return { prometheus, promtool };
  const folder = path.join(cache, 'prometheus');
  const bin = path.join(folder, 'usr/bin');
  if (!existsSync(path.join(bin, 'promtool'))) {
    say("Unpacking Debian's package prometheus (once)…");
    await unpack(cache, folder).catch((error: Error) => {
      throw new Error(
        'expected prometheus and promtool on PATH, or Debian with apt-get and dpkg to fetch ' +
          `its package prometheus; found neither: ${error.message}`,
      );
    });
  }
  return { prometheus: path.join(bin, 'prometheus'), promtool: path.join(bin, 'promtool') };
}

async function onPath(program: string): Promise<string | undefined> {
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, program))
    .find((file) => existsSync(file));
}

async function unpack(cache: string, folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(path.join(cache, 'unpack-'));
  try {
    const download = (): Promise<unknown> =>
      run('apt-get', ['-q', '-o', 'APT::Sandbox::User=root', 'download', 'prometheus'], {
        cwd: work,
      });
    // On a new machine there are no lists of packages yet.
    await download().catch(async () => {
      await run('apt-get', ['-qq', 'update']);
      await download();
    });
    const [file] = (await readdir(work)).filter((name) => name.endsWith('.deb'));
    await run('dpkg', ['-x', path.join(work, file!), path.join(work, 'files')]);
    // In one step: a run that is stopped half-way leaves nothing that looks whole.
    await rm(folder, { recursive: true, force: true });
    await rename(path.join(work, 'files'), folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
