// SPDX-License-Identifier: Apache-2.0
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ConfigError } from '@asarg/service-kit';
import { z } from 'zod';
import type { Client } from './client.js';

/** The keys that clients may have. Keys themselves are nowhere: only their digests are known. */
export interface ApiKeys {
  /** Whose key it is; undefined if nobody's. Takes as long whatever the key is like. */
  clientOf(key: string): Client | undefined;
}

const entry = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'expected a-z, 0-9 and -')
    .max(32),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 digits of base 16, in lower case'),
  weight: z.number().min(0.01).max(1000).default(1),
  maxInProgress: z.int().min(1).max(256).optional(),
});

const schema = z.strictObject({
  schema: z.literal('asarg.api-keys/1'),
  keys: z.array(entry).min(1).max(256),
});

/**
 * Reads the file of keys.
 * @throws ConfigError that says what is wrong and where, without the digest of any key.
 */
export async function readApiKeys(file: string): Promise<ApiKeys> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw fault(`expected a file that can be read, found ${error.code}`);
  });
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues as [z.core.$ZodIssue];
    throw fault(`${path.join('.') || 'file'}: ${message}`);
  }
  const { keys } = parsed.data;
  for (const member of ['name', 'sha256'] as const) {
    if (new Set(keys.map((key) => key[member])).size < keys.length) {
      throw fault(`keys: expected each ${member} once, found one twice`);
    }
  }
  const known = keys.map(({ sha256, maxInProgress = Infinity, name, weight }) => {
    const client: Client = { name, weight, maxInProgress };
    return { digest: Buffer.from(sha256, 'hex'), client };
  });
  return {
    clientOf(key) {
      const digest = createHash('sha256').update(key).digest();
      let found: Client | undefined;
      for (const one of known) if (timingSafeEqual(one.digest, digest)) found = one.client;
      return found;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw fault('expected JSON, found something else');
  }
}

const fault = (message: string): ConfigError => new ConfigError([`ASARG_API_KEYS: ${message}`]);
