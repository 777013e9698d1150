// SPDX-License-Identifier: Apache-2.0
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files named by what is in them. */
export interface BlobStore {
  /** Stores bytes and resolves, once they are on disk, to their SHA-256 in hexadecimal. */
  put(bytes: Uint8Array): Promise<string>;
  /** Bytes of a blob; rejects when it is absent or its content is not what its name says. */
  get(digest: string): Promise<Buffer>;
}

/** Blobs below `folder`, at `ab/cd/<sha256>`; empties what an earlier crash left half-written. */
export async function openBlobStore(folder: string): Promise<BlobStore> {
  const partial = join(folder, 'partial');
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  const pathOf = (digest: string): string =>
    join(folder, digest.slice(0, 2), digest.slice(2, 4), digest);
  return {
    async put(bytes) {
      const digest = sha256(bytes);
      const path = pathOf(digest);
      if (await exists(path, bytes.length)) return digest;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const temporary = join(partial, randomUUID());
      await writeDurably(temporary, bytes);
      await rename(temporary, path);
      await syncFolder(dirname(path));
      return digest;
    },
    async get(digest) {
      const bytes = await readFile(pathOf(digest));
      if (sha256(bytes) !== digest) throw new Error('a stored blob does not match its digest');
      return bytes;
    },
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function exists(path: string, size: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.size === size;
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

// A rename survives a power failure only when its folder is written as well.
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
