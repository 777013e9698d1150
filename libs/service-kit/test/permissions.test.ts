// SPDX-License-Identifier: Apache-2.0
import { DescribeResponse, EncodeRequest, type SpecialistServiceClient } from '@asarg/contracts';
import { status } from '@grpc/grpc-js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { authorize, parsePermissions, type PermissionPolicy } from '../src/index.js';
import { permissionOfMethod } from '../src/permissions/method-permissions.js';
import { createCertificateAuthority, writeTlsFiles } from '../src/testing/index.js';
import {
  openCertificates,
  tlsChannelCredentials,
  type CertificateSource,
} from '../src/tls/index.js';
import {
  checkHealth,
  chunkOf,
  clientOf,
  describeCall,
  healthClientOf,
  startEcho,
} from './harness.js';

const policyOf = (...permissions: { identity: string; may: string[] }[]): PermissionPolicy =>
  parsePermissions(JSON.stringify({ schema: 'asarg.permissions/1', permissions }));

const permissions = policyOf(
  { identity: 'spiffe://mesh/fusion-llm', may: ['infer'] },
  { identity: 'spiffe://mesh/cxas', may: ['register:cxas'] },
  { identity: '*', may: ['observe'] },
);

const authority = createCertificateAuthority();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'permissions-'));
});
afterAll(() => rm(folder, { recursive: true }));

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) {
    await close();
  }
});

async function certificatesOf(identity: string): Promise<CertificateSource> {
  const issued = authority.issue({ uris: [`spiffe://mesh/${identity}`] });
  return openCertificates(await writeTlsFiles(join(folder, identity), issued, authority));
}

/** A server that answers Encode with one chunk, and Describe if its caller may register cxas. */
async function start(policy: PermissionPolicy | undefined = permissions) {
  let encoded = 0;
  const server = await startEcho({
    describe: (_, context) => {
      authorize(context, 'register:cxas');
      return DescribeResponse.create();
    },
    async *encode() {
      encoded++;
      yield chunkOf(8);
    },
    security: { certificates: await certificatesOf('server'), permissions: policy },
  });
  closing.push(() => server.drain(0));
  const clientFor = async (identity: string) => {
    const client = clientOf(server, tlsChannelCredentials(await certificatesOf(identity)));
    closing.push(() => client.close());
    return client;
  };
  return { server, clientFor, encoded: () => encoded };
}

interface Outcome {
  readonly code: status;
  readonly details: string;
  readonly messages: number;
}

function encode(client: SpecialistServiceClient): Promise<Outcome> {
  const call = client.encode(EncodeRequest.create());
  let messages = 0;
  call.on('data', () => messages++);
  call.on('error', () => undefined);
  return new Promise((resolve) => {
    call.once('status', ({ code, details }) => resolve({ code, details, messages }));
  });
}

describe('a server with permissions', () => {
  test('lets whom it may infer, and stops others before their handler', async () => {
    const { clientFor, encoded } = await start();
    const [allowed, denied] = [await clientFor('fusion-llm'), await clientFor('cxas')];

    expect(await encode(allowed)).toMatchObject({
      code: status.OK,
      messages: 1,
    });
    expect(await encode(denied)).toEqual({
      code: status.PERMISSION_DENIED,
      details:
        "expected a caller with the permission 'infer', found 'spiffe://mesh/cxas' without it",
      messages: 0,
    });
    expect(encoded()).toBe(1);
  });

  test('settles in the handler what depends on the request', async () => {
    const { clientFor } = await start();

    await describeCall(await clientFor('cxas'));
    await expect(describeCall(await clientFor('fusion-llm'))).rejects.toMatchObject({
      code: status.PERMISSION_DENIED,
      details:
        "expected a caller with the permission 'register:cxas', " +
        "found 'spiffe://mesh/fusion-llm' without it",
    });
  });

  test('answers UNAUTHENTICATED to a caller without an identity', async () => {
    const server = await startEcho({ security: { permissions } });
    closing.push(() => server.drain(0));
    const client = clientOf(server);
    closing.push(() => client.close());

    await describeCall(client);
    expect(await encode(client)).toMatchObject({
      code: status.UNAUTHENTICATED,
      details: "expected a caller with the permission 'infer', found one without an identity",
    });
  });

  test('answers health to everybody', async () => {
    const server = await startEcho({ security: { permissions: policyOf() } });
    closing.push(() => server.drain(0));
    const health = healthClientOf(server);
    closing.push(() => health.close());
    const client = clientOf(server);
    closing.push(() => client.close());

    expect(await checkHealth(health, '')).toBe('SERVING');
    await expect(describeCall(client)).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
  });
});

test('a server without permissions lets everybody do everything', async () => {
  const server = await startEcho({
    describe: (_, context) => {
      authorize(context, 'register:cxas');
      return DescribeResponse.create();
    },
  });
  closing.push(() => server.drain(0));
  const client = clientOf(server);
  closing.push(() => client.close());

  await describeCall(client);
});

describe('a policy', () => {
  test('adds up what an identity and everybody may', () => {
    const policy = policyOf(
      { identity: 'a', may: ['infer'] },
      { identity: 'a', may: ['register:x'] },
      { identity: '*', may: ['observe'] },
    );

    expect(policy.allows('a', 'infer')).toBe(true);
    expect(policy.allows('a', 'register:x')).toBe(true);
    expect(policy.allows('a', 'observe')).toBe(true);
    expect(policy.allows('a', 'operate')).toBe(false);
    expect(policy.allows('a', 'register:y')).toBe(false);
    expect(policy.allows('b', 'infer')).toBe(false);
    expect(policy.allows(undefined, 'observe')).toBe(true);
    expect(policy.allowsRegistering('a')).toBe(true);
    expect(policy.allowsRegistering('b')).toBe(false);
  });

  test('may let one register any name', () => {
    const policy = policyOf({ identity: 'a', may: ['register:*'] });

    expect(policy.allows('a', 'register:anything')).toBe(true);
    expect(policy.allows('a', 'operate')).toBe(false);
  });

  test.each([
    ['no', 'expected JSON, found 2 characters that are none'],
    ['[]', 'the top: '],
    ['{"schema":"asarg.permissions/2","permissions":[]}', 'schema: '],
    [
      '{"schema":"asarg.permissions/1","permissions":[{"identity":"a","may":["inferr"]}]}',
      'permissions.0.may.0: expected observe, infer, operate, register:NAME',
    ],
    [
      '{"schema":"asarg.permissions/1","permissions":[{"identity":"a","may":[],"not":["infer"]}]}',
      'permissions.0: ',
    ],
  ])('that says %s is refused', (text, message) => {
    expect(() => parsePermissions(text)).toThrow(message);
  });
});

test.each([
  ['/asarg.specialist.v1.SpecialistService/Describe', 'observe'],
  ['/asarg.specialist.v1.SpecialistService/Encode', 'infer'],
  ['/asarg.report.v1.ReportService/Generate', 'infer'],
  ['/asarg.registry.v1.RegistryService/WatchSpecialists', 'observe'],
  ['/asarg.registry.v1.RegistryService/Register', 'register'],
  ['/asarg.registry.v1.RegistryService/Rollback', 'operate'],
  ['/inference.GRPCInferenceService/ModelInfer', 'infer'],
  ['/grpc.health.v1.Health/Check', undefined],
  ['/grpc.reflection.v1.ServerReflection/ServerReflectionInfo', undefined],
  ['/asarg.registry.v1.RegistryService/toString', 'operate'],
  ['/constructor/name', 'operate'],
  ['/new.Service/Method', 'operate'],
  ['', 'operate'],
])('the method %s asks for %s', (path, permission) => {
  expect(permissionOfMethod(path)).toBe(permission);
});
