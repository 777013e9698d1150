// SPDX-License-Identifier: Apache-2.0
import { SpecialistState } from '@asarg/contracts';
import { writeFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { bundle, startMesh, writeRegistry, writeText } from './mesh-fixture.js';
import { descriptionsFor } from './specialist-server.js';

let mesh: Awaited<ReturnType<typeof startMesh>>;
afterEach(() => mesh.close());

const namesOf = ({ specialists }: { specialists: readonly { name: string }[] }) =>
  specialists.map(({ name }) => name);

test('a replaced file takes entries away and brings them back', async () => {
  mesh = await startMesh();
  await mesh.untilActive();
  const { cxas: _, ...others } = mesh.addresses;

  await writeRegistry(mesh.registryPath, others);
  const less = await mesh.until((state) => namesOf(state).length === 2);
  expect(namesOf(less)).toEqual(['lvm-med', 'vision']);
  expect(less.bindings.find(({ slot }) => slot === 'cxas')).toMatchObject({
    specialist: '',
    boundClasses: [],
    reason: 'no active specialist offers SEGMENTATION that the slot knows',
  });

  await writeRegistry(mesh.registryPath, mesh.addresses);
  const whole = await mesh.untilActive();
  expect(whole.bindings.map(({ specialist, reason }) => [specialist, reason])).toEqual([
    ['vision', ''],
    ['lvm-med', ''],
    ['cxas', ''],
    ['vision', ''],
  ]);
  expect((await mesh.registry.list()).bindings).toEqual(whole.bindings);
});

test('bad entries are quarantined one by one and the rest goes on', async () => {
  mesh = await startMesh();
  const vision = { name: 'vision', address: mesh.addresses['vision'] };
  const specialists = [
    vision,
    'nonsense',
    { name: 'Bad Name', address: '127.0.0.1:1' },
    { name: 'no-port', address: '127.0.0.1' },
    vision,
  ];
  await writeText(mesh.registryPath, JSON.stringify({ schema: 'asarg.registry/1', specialists }));

  const state = await mesh.until(
    ({ specialists }) =>
      specialists.length === 5 && specialists.some(({ state }) => state === SpecialistState.ACTIVE),
  );
  const reasons = Object.fromEntries(
    state.specialists.map(({ name, state, reason }) => [name, [state, reason]]),
  );
  const refused = (reason: string) => [SpecialistState.QUARANTINED, reason];
  expect(reasons).toEqual({
    vision: [SpecialistState.ACTIVE, ''],
    'entry#1': refused("expected a name of a-z, 0-9 and '-', found none"),
    'entry#2': refused(`expected a name of a-z, 0-9 and '-', found "Bad Name"`),
    'no-port#3': refused('expected an address host:port, found "127.0.0.1"'),
    'vision#4': refused(`expected each instance once, found 'vision' at ${vision.address} again`),
  });
});

test('a file that is no registry at all keeps the last good state', async () => {
  mesh = await startMesh();
  await mesh.untilActive();
  const { cxas: _, ...others } = mesh.addresses;

  await writeText(mesh.registryPath, 'not JSON');
  await writeText(mesh.registryPath, '{"schema":"other/1"}');
  await writeFile(mesh.registryPath, '');
  expect(namesOf(await mesh.registry.list())).toEqual(['cxas', 'lvm-med', 'vision']);

  await writeRegistry(mesh.registryPath, others);
  await mesh.until((state) => namesOf(state).length === 2);
});

test('a specialist whose description is invalid is quarantined, and healed by a valid one', async () => {
  const valid = descriptionsFor(bundle);
  const descriptions: typeof valid = { ...valid, cxas: { ...valid['cxas']!, classes: [] } };
  mesh = await startMesh({ descriptions });

  const state = await mesh.untilState('cxas', SpecialistState.QUARANTINED);
  expect(state.specialists.find(({ name }) => name === 'cxas')?.reason).toMatch(
    /output 'masks': expected 0 classes first, found \[\d+,32,40\]/,
  );

  await mesh.servers['cxas']!.kill();
  descriptions['cxas'] = valid['cxas']!;
  await mesh.restart('cxas');
  await mesh.untilActive();
});
