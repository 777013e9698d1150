// SPDX-License-Identifier: Apache-2.0
import type { AttributeValue } from '@opentelemetry/api';

/** Whether a value has the form that its attribute may have. */
export type AttributeShape = (value: AttributeValue | undefined) => boolean;

/** One of these words. */
export function wordOf(...words: readonly string[]): AttributeShape {
  const known = new Set<unknown>(words);
  return (value) => known.has(value);
}

/** Text of at most `longest` characters that matches from end to end. */
function matching(pattern: RegExp, longest: number): AttributeShape {
  return (value) => typeof value === 'string' && value.length <= longest && pattern.test(value);
}

/** A whole number within [min, max]. */
export function integerWithin(min: number, max: number): AttributeShape {
  return (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}

/** At most `longest` values of a shape. */
export function listOf(shape: AttributeShape, longest: number): AttributeShape {
  return (value) =>
    Array.isArray(value) && value.length <= longest && value.every((each) => shape(each));
}

/** Any finite number. */
export const anyNumber: AttributeShape = (value) => Number.isFinite(value);

/** True or false. */
export const flag: AttributeShape = (value) => typeof value === 'boolean';

/** A UUID in lower case. */
export const uuid = matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 36);

/** Host name or IP address. */
export const host = matching(
  /^([A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9])?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$/,
  253,
);

/** `package.v1.Service/Method`, or what stands for a method that is not known. */
export const method = matching(/^([A-Za-z_]\w*(\.[A-Za-z_]\w*)*\/[A-Za-z_]\w*|_OTHER)$/, 128);

/** Name or version of a bundle, a model, a service or a slot: no space, so no sentence. */
export const bundleName = matching(/^[A-Za-z0-9][A-Za-z0-9._+@/:-]*$/, 64);

/** Lower-case word of the product: a stage, a queue, a cache. */
export const productWord = matching(/^[a-z][a-z0-9]*([-_/.][a-z0-9]+)*$/, 48);

/** A status in capitals: `DEADLINE_EXCEEDED`. */
export const statusWord = matching(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/, 48);

/** Class or code of an error: `TypeError`, `ECONNRESET`, `UNAVAILABLE`, `503`, `_OTHER`. */
export const errorType = matching(
  /^([A-Z][A-Z0-9]*(_[A-Z0-9]+)*|_OTHER|[A-Za-z]\w*(Error|Exception|Failure)|[a-z]+([-_][a-z]+)*|[1-5]\d\d)$/,
  64,
);

/** Version of a protocol: `1.1`, `2`. */
export const protocolVersion = matching(/^\d(\.\d)?$/, 3);

/** Pattern of a route: words of the interface and names of parameters, never their values. */
export const routePattern = matching(
  /^(\/(v\d{1,2}|[a-z]+([-_.][a-z]+)*|:[A-Za-z]+|\{[A-Za-z]+\}|\*[A-Za-z]*)?)+$/,
  128,
);
