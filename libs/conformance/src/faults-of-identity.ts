// SPDX-License-Identifier: Apache-2.0
import type { ModelIdentity } from '@asarg/contracts';

const fields = ['name', 'version', 'digest', 'licence'] as const;

/** Where an identity is not the one that was expected. */
export function faultOfIdentity(
  expected: ModelIdentity | undefined,
  found: ModelIdentity | undefined,
): string | undefined {
  const field = fields.find((name) => expected?.[name] !== found?.[name]);
  return (
    field && `expected ${field} ${printable(expected?.[field])}, found ${printable(found?.[field])}`
  );
}

function printable(text: string | undefined): string {
  return text === undefined ? 'none' : `'${text.slice(0, 100)}'`;
}
