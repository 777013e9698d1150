// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseRegistry } from './sources/parse-registry.js';
import { specialistPolicySchema } from './specialist-policy.js';

/** What is used here of a JSON schema. */
interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly default?: unknown;
}

const guide = await readFile(new URL('../../../../docs/registry.md', import.meta.url), 'utf8');

/** Every field of a policy by path, with its default: a word for those that are objects. */
function fieldsOf({ properties = {}, required = [] }: JsonSchema, under = ''): [string, string][] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const isObject = schema.properties !== undefined;
    const value = required.includes(key)
      ? 'required'
      : isObject || schema.default === undefined
        ? ''
        : String(schema.default);
    return [[`${under}${key}`, value], ...fieldsOf(schema, `${under}${key}.`)] as [
      string,
      string,
    ][];
  });
}

test('the guide to the registry lists every field of a policy with its default', () => {
  const section = guide.split('## Policies')[1]!;
  const rows = [...section.matchAll(/^\| `([^`]+)` \| (.*?) \| .* \|$/gm)];
  const fields = fieldsOf(z.toJSONSchema(specialistPolicySchema, { io: 'input' }) as JsonSchema);

  expect(rows.map(([, path]) => path)).toEqual(fields.map(([path]) => path));
  fields.forEach(([path, value], index) => {
    const cell = rows[index]![2]!.replaceAll('`', '');
    expect.soft([path, value === '' ? '' : cell]).toEqual([path, value]);
  });
});

test('its example is a registry file without faults', () => {
  const example = /```json\n([^]*?)```/.exec(guide)![1]!;
  const { listed, refused, policy, policyFaults } = parseRegistry(example);

  expect([refused, policyFaults]).toEqual([[], []]);
  expect(listed).toHaveLength(3);
  expect(policy.required).toEqual(['vision']);
  expect(policy.of('cxas').swap.promoteWhen).toMatchObject({ reports: 50, minDice: 0.9 });
  expect(policy.of('vision')).toEqual(specialistPolicySchema.parse({}));
});
