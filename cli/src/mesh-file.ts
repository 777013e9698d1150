// SPDX-License-Identifier: Apache-2.0
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const schema = z.object({
  schema: z.literal('asarg.mesh/1'),
  /** Base URL of the gateway. */
  gateway: z.url(),
  /** gRPC target or HTTP address of each service, host:port. */
  addresses: z.record(z.string(), z.string()),
  /** Where each service's metrics are, in the text format of Prometheus; none if they are off. */
  metrics: z.record(z.string(), z.url()),
});

/** What a running mesh tells other commands, in `mesh.json` of its folder. */
export type MeshFile = z.infer<typeof schema>;

/** Writes the file, whole or not at all; returns how to remove it. */
export async function writeMeshFile(
  path: string,
  mesh: Omit<MeshFile, 'schema'>,
): Promise<() => Promise<void>> {
  await writeFile(
    `${path}.new`,
    `${JSON.stringify({ schema: 'asarg.mesh/1', ...mesh }, null, 2)}\n`,
  );
  await rename(`${path}.new`, path);
  return () => rm(path, { force: true });
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
