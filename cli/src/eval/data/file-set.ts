// SPDX-License-Identifier: Apache-2.0
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { UsageError } from '../../usage.js';
import { indexTar, readTarMember } from './tar-index.js';

/** Files of a folder, of the tar archives in it, or of one archive, by their path in there. */
export interface FileSet {
  /** Where they are, absolute. */
  readonly path: string;
  readonly names: readonly string[];
  /** @throws Error when there is no such file. */
  read(name: string): Promise<Buffer>;
}

/** @throws UsageError when there is nothing at `path`. */
export async function openFileSet(path: string): Promise<FileSet> {
  const info = await stat(path).catch(() => undefined);
  if (!info)
    throw new UsageError(`expected a folder or a tar archive, found nothing at ${path}`, 'eval');
  const readers = new Map<string, () => Promise<Buffer>>();
  const addTar = async (tar: string): Promise<void> => {
    for (const member of await indexTar(tar)) {
      if (!readers.has(member.name)) readers.set(member.name, () => readTarMember(tar, member));
    }
  };
  if (info.isDirectory()) {
    const entries = await readdir(path, { withFileTypes: true, recursive: true });
    const files = entries
      .filter((e) => e.isFile())
      .map((e) => join(e.parentPath, e.name))
      .sort();
    for (const file of files.filter((name) => !name.endsWith('.tar'))) {
      readers.set(relative(path, file), () => readFile(file));
    }
    for (const file of files.filter((name) => name.endsWith('.tar'))) await addTar(file);
  } else {
    await addTar(path);
  }
  return {
    path: resolve(path),
    names: [...readers.keys()],
    read(name) {
      const reader = readers.get(name);
      if (!reader) throw new Error(`expected ${name} in ${path}, found no such file`);
      return reader();
    },
  };
}
