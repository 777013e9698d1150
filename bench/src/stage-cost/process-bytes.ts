// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';

/** Bytes that a process has read and written so far: sockets, files and pipes. */
export interface ProcessBytes {
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** @throws Error where /proc does not tell. */
export function processBytes(pid: number): ProcessBytes {
  const text = readFileSync(`/proc/${pid}/io`, 'utf8');
  const field = (name: string): number => {
    const found = new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1];
    if (found === undefined) throw new Error(`expected ${name} in /proc/${pid}/io, found none`);
    return Number(found);
  };
  return { bytesIn: field('rchar'), bytesOut: field('wchar') };
}
