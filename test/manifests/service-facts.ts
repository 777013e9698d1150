// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The specialists that are shipped. */
export const specialists: readonly string[] = ['vision', 'lvm-med', 'cxas'];

/** All services. */
export const serviceNames: readonly string[] = [...specialists, 'fusion-llm', 'gateway'];

const scaling = readFileSync(path.resolve(import.meta.dirname, '../../docs/scaling.md'), 'utf8');

/** Resident memory that was measured, in MB: the first table of docs/scaling.md. */
export const residentMb: Readonly<Record<string, number>> = Object.fromEntries(
  serviceNames.map((name) => {
    const row = new RegExp(`^\\| ${name} \\|.*\\| (\\d+) \\|$`, 'm').exec(scaling);
    if (!row) throw new Error(`expected the memory of ${name} in docs/scaling.md, found none`);
    return [name, Number(row[1])];
  }),
);
