// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

/** The program that made a report. */
export const software = { name: 'asarg-mesh', version: manifest.version } as const;
