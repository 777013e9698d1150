// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';

/** What a caller may be allowed to do; `register:NAME` is to register the specialist NAME. */
export type Permission = 'observe' | 'infer' | 'operate' | `register:${string}`;

/** Who may do what. */
export interface PermissionPolicy {
  /** Whether an identity, or a caller without one, has a permission. */
  allows(identity: string | undefined, permission: Permission): boolean;
  /** Whether it may register any name at all. */
  allowsRegistering(identity: string | undefined): boolean;
}

const schemaId = 'asarg.permissions/1';
/** In place of an identity: every caller, also one without an identity. */
const everyone = '*';
const anyName = 'register:*';

const expectedPermission =
  'expected observe, infer, operate, register:NAME with a name of a-z, 0-9 and -, or register:*';
const policySchema = z.strictObject({
  schema: z.literal(schemaId),
  permissions: z.array(
    z.strictObject({
      identity: z.string().min(1).max(2048),
      may: z.array(
        z
          .string()
          .regex(
            /^(observe|infer|operate|register:(\*|[a-z0-9][a-z0-9-]{0,62}))$/,
            expectedPermission,
          ),
      ),
    }),
  ),
});

/**
 * Reads a policy. An identity has what any entry of it and any entry of `*` gives; nothing is
 * taken away.
 * @throws Error naming everything that is not as the schema says.
 */
export function parsePermissions(text: string): PermissionPolicy {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Error(`expected JSON, found ${text.length} characters that are none`, { cause });
  }
  const parsed = policySchema.safeParse(json);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.map(String).join('.') || 'the top'}: ${message}`,
    );
    const expected = `{"schema":"${schemaId}","permissions":[{"identity","may"}]}`;
    throw new Error(`expected ${expected}, found problems: ${problems.join('; ')}`);
  }
  const granted = new Map<string, Set<string>>();
  for (const { identity, may } of parsed.data.permissions) {
    granted.set(identity, new Set([...(granted.get(identity) ?? []), ...may]));
  }
  const grantsOf = (identity: string | undefined): readonly string[] => [
    ...(granted.get(everyone) ?? []),
    ...(identity === undefined ? [] : (granted.get(identity) ?? [])),
  ];
  return {
    allows(identity, permission) {
      const grants = grantsOf(identity);
      return (
        grants.includes(permission) ||
        (permission.startsWith('register:') && grants.includes(anyName))
      );
    },
    allowsRegistering: (identity) =>
      grantsOf(identity).some((grant) => grant.startsWith('register:')),
  };
}
