// SPDX-License-Identifier: Apache-2.0
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const tellEveryMs = 10_000;

/** A program of other people, wired together in a small `main.go` of ours. */
export interface GoProgram {
  /** For people, and the name of the file that is built. */
  readonly name: string;
  /** Folder with go.mod and go.sum. */
  readonly sources: string;
  /** Folder of main.go within `sources`. @default the same */
  readonly folder?: string;
  /** Oldest Go that can build it, such as 1.26. */
  readonly oldestGo: string;
  /** Further flags of the linker. */
  readonly linkerFlags?: string;
}

/**
 * Builds a program with Go, from modules of the versions in go.sum. Once per set of versions and
 * sources: it stays in `cache`. @returns its path. @throws Error if there is no Go, or what it said.
 */
export async function buildGo(
  program: GoProgram,
  cache: string,
  say: (line: string) => void,
): Promise<string> {
  const { name, sources, folder = '.', oldestGo } = program;
  const digest = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', path.join(folder, 'main.go')]) {
    digest.update(await readFile(path.join(sources, file)));
  }
  const output = path.join(cache, `${name}-${digest.digest('hex').slice(0, 16)}`);
  if (existsSync(output)) return output;
  const go = await findGo(name, oldestGo);
  await mkdir(cache, { recursive: true });
  say(`Building ${name} (once; some minutes)…`);
  const list = ['list', '-deps', `./${folder}`];
  const { stdout } = await run(go, list, { cwd: sources, maxBuffer: 2 ** 26 });
  const total = stdout.trim().split('\n').length;
  const unfinished = `${output}.${process.pid}`;
  await build(go, program, unfinished, (done) => say(`  ${done} of ${total} packages`));
  await rename(unfinished, output);
  return output;
}

async function build(
  go: string,
  { name, sources, folder = '.', linkerFlags = '' }: GoProgram,
  output: string,
  tell: (done: number) => void,
): Promise<void> {
  const flags = ['-v', '-trimpath', '-buildvcs=false', `-ldflags=-s -w ${linkerFlags}`];
  const child = spawn(go, ['build', ...flags, '-o', output, `./${folder}`], {
    cwd: sources,
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  // -v names each package when it is compiled; those in Go's own cache are not named.
  const said: string[] = [];
  const timer = setInterval(() => tell(said.length), tellEveryMs);
  const exited = once(child, 'exit');
  for await (const line of createInterface(child.stderr)) said.push(line);
  const [code] = (await exited) as [number | null];
  clearInterval(timer);
  if (code !== 0) {
    throw new Error(`expected go build to make ${name}, found: ${said.slice(-20).join('\n')}`);
  }
}

async function findGo(name: string, oldest: string): Promise<string> {
  for (const go of [process.env['ASARG_GO'], 'go', '/usr/local/go/bin/go']) {
    if (go && (await run(go, ['version']).catch(() => undefined))) return go;
  }
  throw new Error(
    `expected Go ${oldest} or newer to build ${name} with, on PATH, at /usr/local/go/bin/go or ` +
      'where ASARG_GO says; found none',
  );
}
