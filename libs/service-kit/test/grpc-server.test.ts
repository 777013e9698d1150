// SPDX-License-Identifier: Apache-2.0
import { EncodeRequest } from '@asarg/contracts';
import { credentials, makeGenericClientConstructor, status } from '@grpc/grpc-js';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createLogger, ServiceFailure, startGrpcServer, type RunningServer } from '../src/index.js';
import {
  checkHealth,
  chunkOf,
  clientOf,
  describeCall,
  healthClientOf,
  startEcho,
} from './harness.js';
import { reflectionPath, reflectionService } from './reflection-protocol.js';

const specialist = 'asarg.specialist.v1.SpecialistService';
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) {
    await close();
  }
});

async function start(handlers: Parameters<typeof startEcho>[0] = {}) {
  const server = await startEcho(handlers);
  closing.push(() => server.drain(0));
  const client = clientOf(server);
  closing.push(() => client.close());
  return { server, client };
}

function healthOf(server: RunningServer) {
  const health = healthClientOf(server);
  closing.push(() => health.close());
  return health;
}

describe('a running server', () => {
  test('lists every service through reflection, v1 and v1alpha', async () => {
    const { server } = await start();
    for (const version of ['v1', 'v1alpha'] as const) {
      const Reflection = makeGenericClientConstructor(reflectionService(version), 'reflection');
      const client = new Reflection(server.address, credentials.createInsecure());
      closing.push(() => client.close());
      const call = client[reflectionPath]!();
      call.write({ list_services: '' });
      const [answer] = await once(call, 'data');
      const names = answer.list_services_response.service.map(({ name }: { name: string }) => name);
      expect(names.sort()).toEqual([specialist, 'grpc.health.v1.Health']);

      call.write({ file_containing_symbol: specialist });
      const [file] = await once(call, 'data');
      expect(file.file_descriptor_response.file_descriptor_proto.length).toBeGreaterThan(0);
      call.end();
      await once(call, 'end');
    }
  });

  test('lets a client send 8 MiB before it answers, per stream and per connection', async () => {
    const { server } = await start();
    const session = connect(`http://${server.address}`);
    closing.push(() => session.destroy());
    await once(session, 'remoteSettings');
    expect(session.remoteSettings.initialWindowSize).toBe(8 * 1024 * 1024);
    await vi.waitFor(() => expect(session.state.remoteWindowSize).toBe(8 * 1024 * 1024));
  });

  test('answers health for its names and NOT_FOUND for others', async () => {
    const { server } = await start();
    const health = healthOf(server);
    expect(await checkHealth(health, '')).toBe('SERVING');
    expect(await checkHealth(health, specialist)).toBe('SERVING');
    server.setServing(specialist, false);
    expect(await checkHealth(health, specialist)).toBe('NOT_SERVING');
    await expect(checkHealth(health, 'other')).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  test('refuses an address in use, naming it', async () => {
    const { server } = await start();
    const logger = createLogger('test', 'silent');
    const second = startGrpcServer({
      listen: server.address,
      services: [],
      protoFiles: [],
      healthNames: [''],
      logger,
    });
    await expect(second).rejects.toThrow(`could not listen on ${server.address}`);
  });

  test('tells callers what a ServiceFailure says and hides what other errors say', async () => {
    const errors = [
      new ServiceFailure('INVALID_ARGUMENT', 'expected 1, found 2'),
      new Error('secret'),
    ];
    const { client } = await start({ describe: () => Promise.reject(errors.shift()) });
    await expect(describeCall(client)).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: 'expected 1, found 2',
    });
    await expect(describeCall(client)).rejects.toMatchObject({
      code: status.INTERNAL,
      details: expect.not.stringContaining('secret'),
    });
  });

  test('ends a stream with the error of its generator', async () => {
    const { client } = await start({
      async *encode() {
        yield chunkOf(8);
        throw new ServiceFailure('RESOURCE_EXHAUSTED', 'full');
      },
    });
    const call = client.encode(EncodeRequest.create());
    const received: unknown[] = [];
    call.on('data', (message) => received.push(message));
    const [error] = await once(call, 'error');
    expect(error).toMatchObject({ code: status.RESOURCE_EXHAUSTED, details: 'full' });
    expect(received).toHaveLength(1);
  });
});

describe('a stream', () => {
  test('is produced no faster than it is read', async () => {
    let produced = 0;
    const { client } = await start({
      async *encode() {
        for (; produced < 400; produced++) {
          yield chunkOf(256 * 1024);
        }
      },
    });
    const call = client.encode(EncodeRequest.create());
    await once(call, 'readable');
    // The handler had its turns while these round trips were answered.
    for (let trip = 0; trip < 20; trip++) {
      await describeCall(client);
    }
    expect(produced).toBeLessThan(200);
    let received = 0;
    for await (const _ of call) {
      received++;
    }
    expect(received).toBe(400);
  });

  test.each(['cancelled', 'past its deadline'])('that is %s stops its generator', async (how) => {
    const ended = Promise.withResolvers<boolean>();
    const { client } = await start({
      async *encode(_, { signal }) {
        try {
          yield chunkOf(8);
          await once(signal, 'abort');
        } finally {
          ended.resolve(signal.aborted);
        }
      },
    });
    const deadline = how === 'cancelled' ? Date.now() + 60_000 : Date.now() + 200;
    const call = client.encode(EncodeRequest.create(), { deadline });
    const failed = once(call, 'error');
    call.once('data', () => how === 'cancelled' && call.cancel());
    expect((await failed)[0].code).toBe(
      how === 'cancelled' ? status.CANCELLED : status.DEADLINE_EXCEEDED,
    );
    expect(await ended.promise).toBe(true);
  });
});

describe('a drain', () => {
  test('says NOT_SERVING, turns new calls away and lets those in flight finish', async () => {
    const proceed = Promise.withResolvers<void>();
    const { server, client } = await start({
      async *encode() {
        yield chunkOf(1);
        await proceed.promise;
        yield chunkOf(4 * 1024 * 1024 - 64);
      },
    });
    const health = healthOf(server);
    const watch = health['watch']!({ service: '' });
    const statuses: string[] = [];
    watch.on('data', ({ status: value }: { status: string }) => statuses.push(value));
    await once(watch, 'data');
    const call = client.encode(EncodeRequest.create());
    let bytes = 0;
    call.on('data', ({ part }) => (bytes += part.value.data.length));
    await once(call, 'data');

    const drained = server.drain(60_000);
    await expect(describeCall(client)).rejects.toMatchObject({ code: status.UNAVAILABLE });
    expect(await checkHealth(health, specialist)).toBe('NOT_SERVING');
    proceed.resolve();
    await once(call, 'end');
    await drained;

    expect(bytes).toBe(4 * 1024 * 1024 - 63);
    expect(statuses).toEqual(['SERVING', 'NOT_SERVING']);
    await expect(describeCall(client)).rejects.toMatchObject({ code: status.UNAVAILABLE });
  });

  test('cuts off what does not finish in time', async () => {
    const { server, client } = await start({
      async *encode(_, { signal }) {
        yield chunkOf(1);
        await once(signal, 'abort');
      },
    });
    const call = client.encode(EncodeRequest.create());
    const failed = once(call, 'error');
    await once(call, 'data');
    await server.drain(50);
    expect([status.CANCELLED, status.UNAVAILABLE, status.INTERNAL]).toContain(
      (await failed)[0].code,
    );
  });
});
