// SPDX-License-Identifier: Apache-2.0
import { SpecialistState } from '@asarg/contracts';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { startMesh } from './mesh-fixture.js';

const main = fileURLToPath(new URL('fixtures/joining-specialist.mjs', import.meta.url));
let mesh: Awaited<ReturnType<typeof startMesh>>;
const processes: ChildProcess[] = [];
afterEach(async () => {
  processes.splice(0).forEach((child) => child.kill('SIGKILL'));
  await mesh.close();
});

/** A real specialist process with a real bundle, which joins by itself. */
function joining(registry: string): ChildProcess {
  const env = { ASARG_JOIN: registry, ASARG_LISTEN: '127.0.0.1:0', ASARG_LOG_LEVEL: 'silent' };
  const child = spawn(process.execPath, [main], { env });
  processes.push(child);
  return child;
}

const emptyMesh = (listen = '127.0.0.1:0') => startMesh({ config: { listen }, descriptions: {} });
const activeCount = (count: number) =>
  mesh.until(
    ({ specialists }) =>
      specialists.filter(({ state }) => state === SpecialistState.ACTIVE).length === count,
  );

test('a specialist that joins feeds its slot, also after the registry was away', async () => {
  mesh = await emptyMesh();
  joining(mesh.address);
  const { specialists, bindings } = await activeCount(1);
  expect(specialists).toMatchObject([{ name: 'lvm-med', source: 'lease', reason: '' }]);
  expect(bindings.find(({ slot }) => slot === 'lvm-med')).toMatchObject({ specialist: 'lvm-med' });

  await mesh.close();
  mesh = await emptyMesh(mesh.address);
  const again = await activeCount(1);
  expect(again.specialists[0]?.address).toBe(specialists[0]?.address);
});

test('an instance that is stopped is gone at once, one that is killed with its lease', async () => {
  mesh = await emptyMesh();
  const [stopped, killed] = [joining(mesh.address), joining(mesh.address)];
  const { specialists } = await activeCount(2);
  expect(specialists.map(({ name }) => name)).toEqual(['lvm-med', 'lvm-med']);

  stopped!.kill('SIGTERM');
  expect((await once(stopped!, 'exit'))[0]).toBe(0);
  const rest = await mesh.registry.list();
  expect(rest.specialists).toMatchObject([{ state: SpecialistState.ACTIVE }]);

  killed!.kill('SIGKILL');
  const lost = await mesh.untilState('lvm-med', SpecialistState.UNREACHABLE);
  expect(lost.bindings.every(({ specialist }) => specialist === '')).toBe(true);
  await mesh.until(({ specialists }) => specialists.length === 0);
});
