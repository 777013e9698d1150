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
const sources = path.join(import.meta.dirname, 'programs');
const tellEveryMs = 15_000;
const version = 'k8s.io/component-base/version';

/** What is built, each from its main.go and the versions in go.sum. */
const names = ['etcd', 'apiserver', 'kubectl'] as const;

/** Programs of a Kubernetes without nodes. */
export type Programs = Readonly<Record<(typeof names)[number], string>>;

/**
 * The programs of `programs/`, built with Go. Once per set of sources and versions: they stay in
 * `cache`. @throws Error if there is no Go, or what it said.
 */
export async function buildPrograms(cache: string, say: (line: string) => void): Promise<Programs> {
  const built: [string, string][] = [];
  for (const name of names) {
    const program = path.join(cache, `${name}-${await digestOf(name)}`);
    if (!existsSync(program)) {
      await mkdir(cache, { recursive: true });
      say(`Building ${name} (once; minutes for all of them)…`);
      const unfinished = `${program}.${process.pid}`;
      await build(await findGo(), name, unfinished, (done) => say(`  ${done} packages`));
      await rename(unfinished, program);
    }
    built.push([name, program]);
  }
  return Object.fromEntries(built) as Programs;
}

async function digestOf(name: string): Promise<string> {
  const digest = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', `${name}/main.go`]) {
    digest.update(await readFile(path.join(sources, file)));
  }
  return digest.digest('hex').slice(0, 16);
}

async function build(
  go: string,
  name: string,
  output: string,
  tell: (done: number) => void,
): Promise<void> {
  const flags = `-s -w -X ${version}.gitVersion=v1.34.1 -X ${version}.gitMajor=1 -X ${version}.gitMinor=34`;
  const child = spawn(
    go,
    ['build', '-v', '-trimpath', '-buildvcs=false', `-ldflags=${flags}`, '-o', output, `./${name}`],
    { cwd: sources, stdio: ['ignore', 'inherit', 'pipe'] },
  );
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

async function findGo(): Promise<string> {
  const candidates = [process.env['ASARG_GO'], 'go', '/usr/local/go/bin/go'];
  for (const go of candidates) {
    if (go && (await run(go, ['version']).catch(() => undefined))) return go;
  }
  throw new Error(
    'expected Go 1.24 or newer to build Kubernetes with, on PATH, at /usr/local/go/bin/go or ' +
      'where ASARG_GO says; found none',
  );
}
