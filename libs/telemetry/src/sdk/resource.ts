// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Attributes } from '@opentelemetry/api';
import type { Environment } from './environment.js';

/** Name and version of a package. */
interface PackageName {
  readonly name?: string;
  readonly version?: string;
}

/**
 * What the process says of itself: which service it is, in which version, which instance. The name
 * is that of the variables, else of the package that the program `main` is of, without its scope.
 * Nothing of the machine, the user or the command line is looked at.
 */
export function describeProcess(env: Environment, main: string | undefined): Attributes {
  const given = parsePairs(env['OTEL_RESOURCE_ATTRIBUTES'] ?? '');
  const own = main === undefined ? {} : nearestPackage(main);
  const name = env['OTEL_SERVICE_NAME']?.trim();
  return {
    'service.namespace': 'asarg',
    'service.instance.id': randomUUID(),
    'service.name': own.name?.replace(/^@[^/]*\//, '') || 'unknown_service',
    ...(own.version && { 'service.version': own.version }),
    'process.runtime.name': 'nodejs',
    'process.runtime.version': process.versions.node,
    ...given,
    ...(name && { 'service.name': name }),
  };
}

/** Pairs as in a baggage header: `key=value,key=value`, percent-encoded; what is none is left out. */
function parsePairs(text: string): Attributes {
  return Object.fromEntries(
    text.split(',').flatMap((pair) => {
      const at = pair.indexOf('=');
      const key = pair.slice(0, at).trim();
      return at > 0 && key ? [[key, decoded(pair.slice(at + 1).trim())]] : [];
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function nearestPackage(file: string): PackageName {
  let folder = dirname(file);
  for (;;) {
    const found = join(folder, 'package.json');
    if (existsSync(found)) {
      try {
        return JSON.parse(readFileSync(found, 'utf8')) as PackageName;
      } catch {
        return {};
      }
    }
    const above = dirname(folder);
    if (above === folder) {
      return {};
    }
    folder = above;
  }
}
