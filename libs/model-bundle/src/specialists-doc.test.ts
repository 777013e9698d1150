// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { specialistManifestSchema } from './index.js';

/** What is used here of a JSON schema. */
interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
}

interface Field {
  readonly path: string;
  /** As JSON; undefined if it is the code that has it, or there is none. */
  readonly default: string | undefined;
  readonly choices: readonly unknown[];
}

/** Every field of an object and of those below it, by path; lists have `[]` after their name. */
function fieldsOf({ properties = {}, required = [] }: JsonSchema, under = ''): Field[] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const isList = schema.type === 'array' && schema.items?.properties !== undefined;
    const path = `${under}${key}${isList ? '[]' : ''}`;
    const value = required.includes(key) ? 'required' : JSON.stringify(schema.default);
    const below = fieldsOf(isList ? schema.items! : schema, `${path}.`);
    return [{ path, default: value, choices: choicesOf(schema) }, ...below];
  });
}

function choicesOf(schema: JsonSchema): unknown[] {
  const own = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  return [...own, ...(schema.anyOf ?? []).flatMap(choicesOf)];
}

test('the guide to specialists lists every field of the manifest, its default and its choices', async () => {
  const guide = await readFile(new URL('../../../docs/specialists.md', import.meta.url), 'utf8');
  const section = guide.split('## The manifest')[1]!.split('###')[0]!;
  const rows = [...section.matchAll(/^\| `([^`]+)` \| (.*?) \| (.*) \|$/gm)];
  const fields = fieldsOf(z.toJSONSchema(specialistManifestSchema, { io: 'input' }) as JsonSchema);

  expect(rows.map(([, path]) => path)).toEqual(fields.map(({ path }) => path));
  for (const [index, { path, default: value, choices }] of fields.entries()) {
    const [, , listed, meaning] = rows[index]!;
    const cell = listed!.replaceAll('`', '');
    if (value !== undefined)
      expect.soft([path, cell]).toEqual([path, value.replace(/^"(.+)"$/, '$1')]);
    for (const choice of choices) {
      expect
        .soft([path, `${cell} ${meaning}`])
        .toEqual([path, expect.stringContaining(String(choice))]);
    }
  }
});
