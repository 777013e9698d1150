// SPDX-License-Identifier: Apache-2.0
import { SpecialistState } from '@asarg/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bundle, startMesh, writeRegistry } from './mesh-fixture.js';
import { descriptionsFor, serveSpecialist, type SpecialistServer } from './specialist-server.js';

let mesh: Awaited<ReturnType<typeof startMesh>>;
let own: SpecialistServer;

beforeEach(async () => {
  mesh = await startMesh();
  own = await serveSpecialist(descriptionsFor(bundle)['cxas']!);
  const { cxas: _, ...others } = mesh.addresses;
  await writeRegistry(mesh.registryPath, others);
  await mesh.until(({ specialists }) => specialists.length === 2);
});
afterEach(async () => {
  await mesh.close();
  await own.kill();
});

const gone = () =>
  mesh.until(({ specialists }) => specialists.every(({ name }) => name !== 'cxas'));

describe('a lease', () => {
  test('lists an instance, which feeds its slot, until it is ended', async () => {
    const { leaseId, leaseMs } = await mesh.registry.register({
      name: 'cxas',
      address: own.address,
    });
    expect(leaseMs).toBe(5000);
    const state = await mesh.untilState('cxas', SpecialistState.ACTIVE);
    expect(state.specialists.find(({ name }) => name === 'cxas')?.source).toBe('lease');
    expect(state.bindings.find(({ slot }) => slot === 'cxas')?.specialist).toBe('cxas');

    await mesh.registry.deregister(leaseId);
    await gone();
    await expect(mesh.registry.renewLease(leaseId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('ends by itself unless it is renewed', async () => {
    const started = performance.now();
    const { leaseId } = await mesh.registry.register({
      name: 'cxas',
      address: own.address,
      leaseMs: 1000,
    });
    await mesh.untilState('cxas', SpecialistState.ACTIVE);
    expect(await mesh.registry.renewLease(leaseId)).toEqual({ leaseMs: 1000 });
    const renewed = performance.now();
    await gone();

    expect(performance.now() - renewed).toBeGreaterThan(900);
    expect(performance.now() - started).toBeGreaterThan(1000);
  });

  test('of an instance that registers again takes the place of the one before', async () => {
    const first = await mesh.registry.register({ name: 'cxas', address: own.address });
    const second = await mesh.registry.register({ name: 'cxas', address: own.address });

    await expect(mesh.registry.renewLease(first.leaseId)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await mesh.registry.renewLease(second.leaseId);
    const { specialists } = await mesh.untilState('cxas', SpecialistState.ACTIVE);
    expect(specialists).toHaveLength(3);
  });
});

test.each([
  [{ name: 'Bad Name', address: '127.0.0.1:1' }, /expected a name of a-z/],
  [{ name: 'cxas', address: 'nowhere' }, /expected an address host:port, found "nowhere"/],
  [
    { name: 'cxas', address: 'a:1', leaseMs: 10 },
    /lease_ms: expected 1000 to 3600000, or 0, found 10/,
  ],
])('a registration of %j is refused', async (instance, details) => {
  await expect(mesh.registry.register(instance)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    details: expect.stringMatching(details),
  });
});
