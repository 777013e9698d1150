// SPDX-License-Identifier: Apache-2.0
import { command } from './command.js';

/** On everything that these tests make, but for networks, which testcontainers labels. */
export const label = 'dev.asarg.test';

/** Name of the network. */
export const networkName = 'asarg-test-mesh';

/** Removes the containers, networks and volumes of these tests, also those of an earlier run. */
export async function removeLeftovers(): Promise<void> {
  const filter = ['--filter', `label=${label}`];
  await remove(['rm', '-f', '-v'], ['ps', '-aq', ...filter]);
  await remove(['network', 'rm'], ['network', 'ls', '-q', '--filter', `name=${networkName}`]);
  await remove(['volume', 'rm', '-f'], ['volume', 'ls', '-q', ...filter]);
}

async function remove(how: readonly string[], list: readonly string[]): Promise<void> {
  const ids = (await command('docker', list)).split('\n').filter(Boolean);
  if (ids.length > 0) await command('docker', [...how, ...ids]);
}
