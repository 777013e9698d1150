// SPDX-License-Identifier: Apache-2.0
import { RegistryServiceService, type RegisterSpecialistRequest } from '@asarg/contracts';
import { createLogger, startGrpcServer, unary, type RunningServer } from '@asarg/service-kit';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../bin/asarg.mjs', import.meta.url));
const bundle = fileURLToPath(new URL('../../models/compact/lvm-med', import.meta.url));

let server: RunningServer;
let registered: Promise<RegisterSpecialistRequest>;
let ended: Promise<string>;
beforeEach(async () => {
  const registering = Promise.withResolvers<RegisterSpecialistRequest>();
  const ending = Promise.withResolvers<string>();
  registered = registering.promise;
  ended = ending.promise;
  server = await startGrpcServer({
    listen: '127.0.0.1:0',
    services: [
      {
        definition: RegistryServiceService,
        implementation: {
          registerSpecialist: unary((request: RegisterSpecialistRequest) => {
            registering.resolve(request);
            return { leaseId: 'lease-1', leaseMs: 5000 };
          }),
          renewLease: unary(() => ({ leaseMs: 5000 })),
          deregisterSpecialist: unary(({ leaseId }: { leaseId: string }) => {
            ending.resolve(leaseId);
            return {};
          }),
        },
      },
    ],
    protoFiles: [],
    healthNames: [''],
    logger: createLogger('registry', 'silent'),
  });
});
afterEach(() => server.drain(0));

it('joins the registry that --join names, and leaves it on Ctrl-C', async () => {
  const line = ['serve', bundle, '--listen', '127.0.0.1:0', '--name', 'lvm', '--join'];
  const service = spawn(process.execPath, [bin, 'specialist', ...line, server.address]);
  const output: string[] = [];
  service.stdout.on('data', (data) => output.push(String(data)));

  const { name, address } = await registered;
  service.kill('SIGINT');

  expect(await ended).toBe('lease-1');
  expect((await once(service, 'exit'))[0]).toBe(0);
  expect(name).toBe('lvm');
  expect(output.join('')).toContain(`joins the registry at ${server.address} as lvm, ${address};`);
});

it('refuses to join with an address that nobody can call', async () => {
  const line = ['serve', bundle, '--listen', '0.0.0.0:0', '--join', server.address];
  const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
    execFile(process.execPath, [bin, 'specialist', ...line], (error, _, stderr) =>
      resolve({ code: error?.code, stderr }),
    );
  });
  expect(code).toBe(1);
  expect(stderr).toContain('ASARG_ADVERTISE: expected an address that the registry can call');
});
