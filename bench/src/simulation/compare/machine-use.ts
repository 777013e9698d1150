// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';

/** Clock ticks of Linux in a second, of every architecture that Node runs on. */
const ticksPerSecond = 100;

/**
 * Seconds of processor time that this machine has spent so far, on anything but waiting; what a
 * hypervisor gave to others counts as spent.
 * @throws Error where there is no /proc of Linux.
 */
export async function machineSeconds(): Promise<number> {
  const stat = await readFile('/proc/stat', 'utf8').catch(() => {
    throw new Error('expected /proc of Linux to tell processor times, found none');
  });
  // user nice system idle iowait irq softirq steal
  const fields = stat.split('\n', 1)[0]!.split(/\s+/).slice(1).map(Number);
  const busy = [0, 1, 2, 5, 6, 7].reduce((sum, at) => sum + (fields[at] ?? 0), 0);
  return busy / ticksPerSecond;
}
