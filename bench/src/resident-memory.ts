// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Resident set of each process in bytes, in the order of `pids` as `ps` lists them. */
export async function residentBytes(pids: readonly number[]): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', pids.join(',')]);
  return stdout
    .trim()
    .split(/\s+/)
    .map((kib) => Number(kib) * 1024);
}
