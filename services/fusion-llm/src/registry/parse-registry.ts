// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';

/** One specialist that the file lists. */
export interface ListedSpecialist {
  readonly name: string;
  readonly address: string;
}

/** An entry of the file that was refused. */
export interface RefusedEntry extends ListedSpecialist {
  /** What was expected and what was found. */
  readonly reason: string;
}

/** What a registry file says. */
export interface ParsedRegistry {
  readonly listed: readonly ListedSpecialist[];
  readonly refused: readonly RefusedEntry[];
}

const schemaId = 'asarg.registry/1';
const fileSchema = z.object({ schema: z.literal(schemaId), specialists: z.array(z.unknown()) });
const namePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;
const addressPattern = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})$/;

/**
 * Reads a registry file entry by entry: a bad one is refused and the rest stands.
 * @throws Error if the whole is unreadable: no JSON, or not of the schema.
 */
export function parseRegistry(text: string): ParsedRegistry {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`expected JSON, found ${text.length} characters that are none`, {
      cause: error,
    });
  }
  const file = fileSchema.safeParse(json);
  if (!file.success) {
    const { path, message } = file.error.issues[0]!;
    throw new Error(
      `expected {"schema":"${schemaId}","specialists":[...]}, ` +
        `found at ${path.join('.') || 'the top'}: ${message}`,
    );
  }
  const listed = new Map<string, ListedSpecialist>();
  const refused: RefusedEntry[] = [];
  file.data.specialists.forEach((entry, index) => {
    const { name, address } = fieldsOf(entry);
    const reason = faultOf(name, address, listed);
    if (reason === undefined) {
      listed.set(name!, { name: name!, address: address! });
    } else {
      // A refused entry is shown under a name that no listed entry can have.
      const shown = name === undefined || !namePattern.test(name) ? 'entry' : name;
      refused.push({ name: `${shown}#${index}`, address: address ?? '', reason });
    }
  });
  return { listed: [...listed.values()], refused };
}

function fieldsOf(entry: unknown): { name?: string; address?: string } {
  const { name, address } = Object(entry) as Record<string, unknown>;
  return {
    ...(typeof name === 'string' && { name }),
    ...(typeof address === 'string' && { address }),
  };
}

function faultOf(
  name: string | undefined,
  address: string | undefined,
  listed: ReadonlyMap<string, unknown>,
): string | undefined {
  if (name === undefined || !namePattern.test(name)) {
    return `expected a name of a-z, 0-9 and '-', found ${quote(name)}`;
  }
  if (listed.has(name)) {
    return `expected unique names, found '${name}' again`;
  }
  const port = Number(addressPattern.exec(address ?? '')?.[1]);
  if (!(port >= 1 && port <= 65535)) {
    return `expected an address host:port, found ${quote(address)}`;
  }
  return undefined;
}

function quote(value: string | undefined): string {
  return value === undefined ? 'none' : JSON.stringify(value.slice(0, 80));
}
