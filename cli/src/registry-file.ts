// SPDX-License-Identifier: Apache-2.0
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { repositoryRoot } from './repository-root.js';
import { addressOf, defaultPorts, specialistNames, type ServiceName } from './service-table.js';

interface RegistryEntry {
  readonly name: string;
  readonly address: string;
}

interface RegistryDocument {
  readonly schema: string;
  readonly specialists: readonly RegistryEntry[];
}

/** The registry that a mesh uses unless told otherwise. */
export const defaultRegistryFile: string = join(repositoryRoot, 'deploy', 'registry.json');

async function readRegistry(file: string): Promise<RegistryDocument> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`registry ${file}: expected a JSON file, found ${error.code ?? error.message}`);
  });
  const found = JSON.parse(text) as Partial<RegistryDocument>;
  if (found.schema !== 'asarg.registry/1' || !Array.isArray(found.specialists)) {
    throw new Error(
      `registry ${file}: expected schema "asarg.registry/1" with specialists, found schema ${JSON.stringify(found.schema)}`,
    );
  }
  return found as RegistryDocument;
}

/**
 * The registry file to hand to fusion-llm. When the specialists run where the file says, that is
 * the file itself, so that editing it takes effect at once; otherwise a copy with the addresses
 * in use (entries of other specialists are kept).
 * @returns its path, and whether it is a copy.
 */
export async function placeRegistry(
  source: string,
  ports: Readonly<Record<ServiceName, number>>,
  copyTo: string,
): Promise<{ path: string; copied: boolean }> {
  const registry = await readRegistry(source);
  const own = new Map<string, string>(
    specialistNames.map((name) => [name, addressOf({ ports }, name)]),
  );
  const usual = (name: string): string => addressOf({ ports: defaultPorts }, name as ServiceName);
  const count = (name: string): number =>
    registry.specialists.filter((entry) => entry.name === name).length;
  // Of several instances of one specialist only the one at its usual address is ours.
  const isOwn = ({ name, address }: RegistryEntry): boolean =>
    own.has(name) && (count(name) === 1 || address === usual(name));
  const specialists = registry.specialists.map((entry) =>
    isOwn(entry) ? { ...entry, address: own.get(entry.name)! } : entry,
  );
  const unchanged = specialists.every((e, i) => e.address === registry.specialists[i]?.address);
  if (unchanged) return { path: source, copied: false };
  await mkdir(dirname(copyTo), { recursive: true });
  await writeFile(copyTo, `${JSON.stringify({ ...registry, specialists }, null, 2)}\n`);
  return { path: copyTo, copied: true };
}
