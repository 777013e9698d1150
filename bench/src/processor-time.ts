// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';

/** Clock ticks of Linux in a second, of every architecture that Node runs on. */
const ticksPerSecond = 100;

/**
 * Seconds of processor time that the processes have used so far, all threads, in total.
 * @throws Error where there is no /proc.
 */
export async function processorSeconds(pids: readonly number[]): Promise<number> {
  const times = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => {
        throw new Error('expected /proc of Linux to tell processor times, found none');
      });
      // The name, second in parentheses, may hold anything; user and system time follow it.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(fields[11]) + Number(fields[12]);
    }),
  );
  return times.reduce((sum, ticks) => sum + ticks, 0) / ticksPerSecond;
}
