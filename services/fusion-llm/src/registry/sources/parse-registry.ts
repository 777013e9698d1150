// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { faultOfAddress, faultOfName, type Listing } from '../registry-source.js';
import {
  specialistPolicySchema,
  type MeshPolicy,
  type SpecialistPolicy,
} from '../specialist-policy.js';

/** What a registry file says. */
export interface ParsedRegistry extends Listing {
  readonly policy: MeshPolicy;
  /** What was wrong with policies, which then are the defaults. */
  readonly policyFaults: readonly string[];
}

const schemaId = 'asarg.registry/1';
const fileSchema = z.object({
  schema: z.literal(schemaId),
  specialists: z.array(z.unknown()),
  policies: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

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
    throw new Error(
      `expected {"schema":"${schemaId}","specialists":[...]}, found at ${faultIn(file.error)}`,
    );
  }
  const { specialists, policies, required } = file.data;
  return { ...listingOf(specialists), ...policyOf(policies, required) };
}

function listingOf(entries: readonly unknown[]): Listing {
  const listed = new Map<string, { name: string; address: string }>();
  const refused: Listing['refused'][number][] = [];
  entries.forEach((entry, index) => {
    const { name, address } = fieldsOf(entry);
    const key = `${name} ${address}`;
    const reason =
      faultOfName(name) ??
      faultOfAddress(address) ??
      (listed.has(key) ? `expected each instance once, found '${name}' at ${address} again` : '');
    if (reason === '') {
      listed.set(key, { name: name!, address: address! });
    } else {
      // A refused entry is shown under a name that no listed entry can have.
      const shown = faultOfName(name) === undefined ? name : 'entry';
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

function policyOf(
  policies: Readonly<Record<string, unknown>>,
  required: readonly string[],
): Pick<ParsedRegistry, 'policy' | 'policyFaults'> {
  const read = new Map<string, SpecialistPolicy>();
  const policyFaults: string[] = [];
  for (const [name, value] of Object.entries(policies)) {
    const parsed = specialistPolicySchema.safeParse(value);
    if (parsed.success) {
      read.set(name, parsed.data);
    } else {
      policyFaults.push(`policies.${name}: found at ${faultIn(parsed.error)}`);
    }
  }
  const rest = read.get('*') ?? specialistPolicySchema.parse({});
  return { policy: { of: (name) => read.get(name) ?? rest, required }, policyFaults };
}

function faultIn(error: z.ZodError): string {
  const { path, message } = error.issues[0]!;
  return `${path.join('.') || 'the top'}: ${message}`;
}
