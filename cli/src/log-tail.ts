// SPDX-License-Identifier: Apache-2.0
import { open } from 'node:fs/promises';

const tailBytes = 16_384;

/** The last lines of a log file; none when there is no file. */
export async function logTail(path: string, lines: number): Promise<string[]> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return [];
  try {
    const { size } = await file.stat();
    const length = Math.min(size, tailBytes);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    const all = buffer.toString('utf8').split('\n');
    if (size > length) all.shift();
    return all.filter((line) => line.trim() !== '').slice(-lines);
  } finally {
    await file.close();
  }
}

/** A log line for people: a service's JSON becomes `LEVEL message`, anything else stays as it is. */
export function readableLogLine(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const record = JSON.parse(line) as Record<string, unknown>;
    const message = record['msg'];
    if (typeof message !== 'string') return line;
    const word = String(record['level'] ?? 'info').toUpperCase();
    const { name, message: said } = (record['err'] ?? {}) as Record<string, unknown>;
    const cause = [name, said].filter((part) => typeof part === 'string').join(': ');
    return `${word} ${message}${cause === '' ? '' : `: ${cause}`}`;
  } catch {
    return line;
  }
}
