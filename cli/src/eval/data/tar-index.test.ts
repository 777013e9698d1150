// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexTar, readTarMember } from './tar-index.js';

let folder: string;
const longName = `img/${'a'.repeat(90)}/${'b'.repeat(80)}.txt`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asarg-tar-'));
  await mkdir(join(folder, 'img', 'a'.repeat(90)), { recursive: true });
  await writeFile(join(folder, 'img/one.txt'), 'first');
  await writeFile(join(folder, 'img/two.txt'), 'x'.repeat(1025));
  await writeFile(join(folder, longName), 'long');
});
afterAll(() => rm(folder, { recursive: true }));

describe('indexTar', () => {
  it.each(['ustar', 'gnu', 'posix'])('reads archives of tar --format=%s', async (format) => {
    const path = join(folder, `${format}.tar`);
    execFileSync('tar', ['-c', `--format=${format}`, '-f', path, '-C', folder, 'img']);
    const members = await indexTar(path);
    const contents = new Map<string, string>();
    for (const member of members) {
      contents.set(member.name, (await readTarMember(path, member)).toString());
    }
    expect(contents).toEqual(
      new Map([
        ['img/one.txt', 'first'],
        ['img/two.txt', 'x'.repeat(1025)],
        [longName, 'long'],
      ]),
    );
  });

  it('refuses something else', async () => {
    const path = join(folder, 'not.tar');
    await writeFile(path, 'z'.repeat(2048));
    await expect(indexTar(path)).rejects.toThrow('expected a tar header at byte 0');
  });
});
