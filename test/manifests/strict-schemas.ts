// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Ajv, type ValidateFunction } from 'ajv';
import type { KindSchemas } from '../kubernetes/derive-schemas.js';
import type { KubernetesObject } from './kubernetes-object.js';

/** The file of the schemas; schemas/README.md says where they come from. */
export const schemasFile = path.join(import.meta.dirname, 'schemas/kubernetes-1.34.json.gz');

const { kinds, definitions } = JSON.parse(
  gunzipSync(readFileSync(schemasFile)).toString('utf8'),
) as KindSchemas;

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ $id: 'kubernetes', definitions });
const validators = new Map<string, ValidateFunction>();

/** What is wrong with an object by its kind's schema, unknown fields included; empty if nothing. */
export function schemaFaults(object: KubernetesObject): string[] {
  const kind = `${object.apiVersion}/${object.kind}`;
  const definition = kinds[kind];
  if (definition === undefined) return [`expected a kind with a schema, found ${kind}`];
  const validate =
    validators.get(kind) ?? ajv.compile({ $ref: `kubernetes#/definitions/${definition}` });
  validators.set(kind, validate);
  validate(object);
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const { additionalProperty } = params as { additionalProperty?: string };
    const found = additionalProperty === undefined ? '' : `: ${additionalProperty}`;
    return `${object.kind} ${object.metadata?.name}${instancePath} ${message}${found}`;
  });
}
