// SPDX-License-Identifier: Apache-2.0

/** A JSON Schema, as far as it is looked at here. */
type Schema = Readonly<Record<string, unknown>>;

/** A document of an API server's `/openapi/v3`. */
export interface OpenApiDocument {
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** Schemas of some kinds and of what they refer to. */
export interface KindSchemas {
  /** Name of the definition of each kind, by `apiVersion/kind`. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, Schema>>;
}

const prefix = '#/components/schemas/';
const dropped = /^(description|default|format|x-kubernetes-(?!preserve-unknown-fields).*)$/;

/**
 * The schemas of the given kinds as JSON Schema, closed: an object with named properties has no
 * others. Descriptions, defaults and formats are left out.
 * @param kinds `apiVersion/kind`, such as `apps/v1/Deployment`.
 * @throws Error naming a kind that the documents lack.
 */
export function deriveSchemas(
  documents: readonly OpenApiDocument[],
  kinds: readonly string[],
): KindSchemas {
  const all = new Map<string, Schema>();
  const byKind = new Map<string, string>();
  for (const [name, schema] of documents.flatMap(({ components }) =>
    Object.entries(components?.schemas ?? {}),
  )) {
    all.set(name, schema);
    const ofKind = schema['x-kubernetes-group-version-kind'] as
      | readonly { group: string; version: string; kind: string }[]
      | undefined;
    // Options of deletions and the like belong to every group; they are no objects of one.
    if (ofKind?.length === 1) {
      const { group, version, kind } = ofKind[0]!;
      byKind.set([group, version, kind].filter(Boolean).join('/'), name);
    }
  }
  const definitions: Record<string, Schema> = {};
  function take(name: string): void {
    if (name in definitions) return;
    definitions[name] = {};
    const referred: string[] = [];
    definitions[name] = closed(all.get(name) ?? missing(name), referred) as Schema;
    referred.forEach(take);
  }
  const named = kinds.toSorted().map((kind) => [kind, byKind.get(kind) ?? missing(kind)] as const);
  named.forEach(([, name]) => take(name));
  const sorted = Object.entries(definitions).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { kinds: Object.fromEntries(named), definitions: Object.fromEntries(sorted) };
}

function closed(value: unknown, referred: string[], isNames = false): unknown {
  if (Array.isArray(value)) return value.map((one) => closed(one, referred));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    // The names of properties are anybody's; only keywords are dropped.
    .filter(([key]) => isNames || !dropped.test(key))
    .map(([key, one]): [string, unknown] => {
      if (key === '$ref' && typeof one === 'string') {
        const name = one.slice(prefix.length);
        referred.push(name);
        return [key, `#/definitions/${name}`];
      }
      return [key, closed(one, referred, !isNames && key === 'properties')];
    });
  const schema = Object.fromEntries(entries);
  const isOpen = 'additionalProperties' in schema || schema['x-kubernetes-preserve-unknown-fields'];
  if (!isNames && 'properties' in schema && !isOpen) schema['additionalProperties'] = false;
  return schema;
}

function missing(name: string): never {
  throw new Error(`expected a schema of ${name}, found none`);
}
