// SPDX-License-Identifier: Apache-2.0
import { createLogger, ServiceFailure } from '@asarg/service-kit';
import { joinRegistry, readSpecialistConfig, startSpecialist } from '@asarg/specialist-kit';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { startLeaseServer, type LeaseServer } from './lease-server.js';
import { writeBundle } from './test-bundles.js';

const logger = createLogger('test', 'silent');
const address = '127.0.0.1:7013';
let registry: LeaseServer;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'join-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  registry = await startLeaseServer();
});
afterEach(() => registry.close());

function joined(leaseMs = 1000) {
  const options = { registry: registry.address, name: 'cxas', address, leaseMs, logger };
  const membership = joinRegistry(options);
  onTestFinished(() => membership.leave());
  return membership;
}

test('an instance stays listed past its lease, and is off the list once it has left', async () => {
  const membership = joined();
  await registry.until(() => registry.calls.filter((name) => name === 'renew').length >= 4);
  expect(registry.listed()).toEqual([address]);
  expect(registry.calls.filter((name) => name === 'register')).toHaveLength(1);
  await membership.leave();
  expect(registry.listed()).toEqual([]);
});

test('it registers again with a registry that was away and has forgotten it', async () => {
  joined();
  await registry.until(() => registry.listed().length === 1);
  await registry.close();
  registry = await startLeaseServer(Number(registry.address.split(':')[1]));
  await registry.until(() => registry.listed().length === 1);
  expect(registry.calls.at(-1)).toBe('register');
});

test('a registry that fails is tried again until it does not', async () => {
  registry.setFault(new ServiceFailure('INTERNAL', 'out of order'));
  joined();
  await registry.until(() => registry.calls.length >= 3);
  expect(registry.listed()).toEqual([]);
  registry.setFault(undefined);
  await registry.until(() => registry.listed().length === 1);
});

test('a lease given while the instance leaves is ended too', async () => {
  const goOn = Promise.withResolvers<void>();
  registry.holdRegistrations(goOn.promise);
  const membership = joined();
  await registry.until(() => registry.listed().length === 1);
  const left = membership.leave();
  goOn.resolve();
  await left;
  expect(registry.listed()).toEqual([]);
});

test('leaving a registry that nobody can reach takes no time and fails nothing', async () => {
  await registry.close();
  await joined().leave();
});

test('a hosted bundle joins under its name and leaves before it stops answering', async () => {
  const config = readSpecialistConfig('lvm-med', '127.0.0.1:0', {
    ASARG_BUNDLE: await writeBundle(folder, 'segmenter'),
    ASARG_JOIN: registry.address,
  });
  expect(config.name).toBe('lvm-med');
  const specialist = await startSpecialist({ service: 'lvm-med', config, logger });
  await registry.until(() => registry.listed().length === 1);
  expect(registry.listed()).toEqual([specialist.address]);
  await specialist.close();
  expect([registry.listed(), registry.calls.at(-1)]).toEqual([[], 'deregister']);
});

test('a process that is killed is listed until its lease ends, one that is stopped is not', async () => {
  const kit = new URL('../dist/index.js', import.meta.url).href;
  const main = join(folder, 'main.mjs');
  const start = `runSpecialist({ service: 'vision', listen: '127.0.0.1:0' });`;
  await writeFile(main, `import { runSpecialist } from '${kit}';\n${start}\n`);
  const env = {
    ASARG_BUNDLE: await writeBundle(folder, 'segmenter'),
    ASARG_JOIN: registry.address,
    ASARG_ADVERTISE: 'vision.test:7011',
  };
  const [killed, stopped] = [0, 1].map(() => spawn(process.execPath, [main], { env }));
  await registry.until(() => registry.listed().length === 2);
  expect(registry.listed()).toEqual(['vision.test:7011', 'vision.test:7011']);

  stopped!.kill('SIGTERM');
  expect((await once(stopped!, 'exit'))[0]).toBe(0);
  expect(registry.listed()).toHaveLength(1);
  expect(registry.calls.filter((name) => name === 'deregister')).toHaveLength(1);
  killed!.kill('SIGKILL');
  await registry.until(() => registry.listed().length === 0);
  expect(registry.calls.filter((name) => name === 'deregister')).toHaveLength(1);
});

test('an address that nobody can call is refused, saying what to set', () => {
  const read = (env: Record<string, string>) => () =>
    readSpecialistConfig('vision', '127.0.0.1:7011', { ASARG_JOIN: 'fusion:7010', ...env });
  const listen = { ASARG_LISTEN: '0.0.0.0:7011' };
  expect(read(listen)).toThrow(
    'ASARG_ADVERTISE: expected an address that the registry can call, since ASARG_LISTEN is 0.0.0.0:7011, found nothing',
  );
  expect(read({ ASARG_LISTEN: '[::]:7011' })).toThrow('ASARG_ADVERTISE: expected');
  expect(read({ ASARG_ADVERTISE: '0.0.0.0:7011' })).toThrow("found '0.0.0.0:7011'");
  expect(read({ ASARG_ADVERTISE: 'vision:0' })).toThrow('expected a port from 1 to 65535');
  expect(read({ ASARG_NAME: 'No Name' })).toThrow(
    "ASARG_NAME: expected a name of a-z, 0-9 and '-'",
  );
  expect(read({ ...listen, ASARG_ADVERTISE: 'vision:7011' })()).toMatchObject({
    join: 'fusion:7010',
    advertise: 'vision:7011',
  });
  // Without a registry to join any address will do.
  expect(readSpecialistConfig('vision', '0.0.0.0:7011', {}).listen).toBe('0.0.0.0:7011');
});
