// SPDX-License-Identifier: Apache-2.0
import { rmSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const schema = z.object({
  schema: z.literal('asarg.mesh/1'),
  /** Base URL of the gateway. */
  gateway: z.url(),
  /** gRPC target or HTTP address of each service, host:port. */
  addresses: z.record(z.string(), z.string()),
  /** Where each service's metrics are, in the text format of Prometheus; none if they are off. */
  metrics: z.record(z.string(), z.url()),
  /** Process id of each service that runs. */
  pids: z.record(z.string(), z.int()).optional(),
});

/** What a running mesh tells other commands, in `mesh.json` of its folder. */
export type MeshFile = z.infer<typeof schema>;

/** The file of a mesh that this process keeps running. */
export interface OwnMeshFile {
  /** Writes it, whole or not at all; after `remove`, nothing. */
  write(mesh: Omit<MeshFile, 'schema'>): Promise<void>;
  /** Takes it away for good, at once: the process may be about to end. */
  remove(): void;
}

/** The file at `path`, which is not there before it is written. */
export function createMeshFile(path: string): OwnMeshFile {
  const draft = `${path}.new`;
  let isWritten = false;
  let isOver = false;
  let last: Promise<void> = Promise.resolve();

  async function put(text: string): Promise<void> {
    if (isOver) return;
    await writeFile(draft, text);
    isWritten = true;
    await rename(draft, path).finally(() => isOver && rmSync(path, { force: true }));
  }

  return {
    write(mesh) {
      const text = `${JSON.stringify({ schema: 'asarg.mesh/1', ...mesh }, null, 2)}\n`;
      // One after the other, or an older one could be the last.
      const written = last.then(() => put(text));
      last = written.catch(() => undefined);
      return written;
    },
    remove() {
      isOver = true;
      if (isWritten) rmSync(path, { force: true });
    },
  };
}

/**
 * Reads the file of a running mesh.
 * @throws Error saying what was expected and found.
 */
export async function readMeshFile(path: string): Promise<MeshFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${path}: expected the file of a running mesh, found ${error.code ?? error}`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(`${path}: expected JSON, found ${text.length} characters that are none`);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(
      `${path}: expected schema "asarg.mesh/1", found at ${issue?.path.join('.')}: ${issue?.message}`,
    );
  }
  return parsed.data;
}
