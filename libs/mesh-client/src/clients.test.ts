// SPDX-License-Identifier: Apache-2.0
import {
  RegistryServiceService,
  ReportServiceService,
  SpecialistServiceService,
  type EncodeRequest,
  type EncodeResponse,
  type GenerateRequest,
  type GenerateResponse,
  type WatchSpecialistsRequest,
  type WatchSpecialistsResponse,
} from '@asarg/contracts';
import { encodeTensor, tensorOfFloat32, type Tensor } from '@asarg/tensor';
import {
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { createHealthClient } from './health-client.js';
import { HealthServiceClient, type HealthRequest } from './health-protocol.js';
import { MeshError } from './mesh-error.js';
import { createRegistryClient } from './registry-client.js';
import { createReportClient } from './report-client.js';
import { createSpecialistClient } from './specialist-client.js';

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

async function serve(register: (server: Server) => void): Promise<string> {
  const server = new Server();
  register(server);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
  closers.push(() => server.forceShutdown());
  return `127.0.0.1:${port}`;
}

function opened<T extends { close(): void }>(client: T): T {
  closers.push(() => client.close());
  return client;
}

type EncodeCall = ServerWritableStream<EncodeRequest, EncodeResponse>;

function specialist(encode: (call: EncodeCall) => void): Promise<string> {
  return serve((server) =>
    server.addService(SpecialistServiceService, {
      describe: (_call: unknown, reply: sendUnaryData<unknown>) =>
        reply({ code: status.FAILED_PRECONDITION, details: 'no model' }),
      encode,
    }),
  );
}

function answer(call: EncodeCall, tensor: Tensor): void {
  const model = { name: 'm', version: '1.0.0', digest: 'd', licence: 'MIT' };
  call.write({ part: { $case: 'info', value: { model, pixelProfile: 'p@1' } } });
  for (const part of encodeTensor(tensor)) {
    call.write({ part });
  }
  const value = { queueMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0, batchSize: 1 };
  call.write({ part: { $case: 'timing', value } });
  call.end();
}

const frame = undefined as never;

test('a tensor of 9 MB arrives whole', async () => {
  const values = Float32Array.from({ length: 2_250_000 }, (_, index) => index);
  const address = await specialist((call) =>
    answer(call, tensorOfFloat32('a', [2_250_000], values)),
  );

  const { tensors } = await opened(createSpecialistClient(address)).encode({ frame }, {});

  expect(Buffer.compare(tensors.get('a')!.data, new Uint8Array(values.buffer))).toBe(0);
});

test('the outputs wanted are asked for', async () => {
  let asked: string[] = [];
  const address = await specialist((call) => {
    asked = call.request.outputs;
    answer(call, tensorOfFloat32('b', [0], new Float32Array(0)));
  });

  await opened(createSpecialistClient(address)).encode({ frame, outputs: ['b', 'c'] }, {});

  expect(asked).toEqual(['b', 'c']);
});

test('a status of the server becomes a MeshError with its name, details and target', async () => {
  const address = await specialist((call) => call.end());

  const failure = await opened(createSpecialistClient(address))
    .describe()
    .catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(MeshError);
  expect(failure).toMatchObject({
    code: 'FAILED_PRECONDITION',
    details: 'no model',
    target: address,
    message: `FAILED_PRECONDITION: no model (${address})`,
  });
});

test('nobody listening is UNAVAILABLE', async () => {
  const client = opened(createSpecialistClient('127.0.0.1:1'));

  await expect(client.encode({ frame }, {})).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('a deadline that passes is DEADLINE_EXCEEDED', async () => {
  const address = await specialist(() => undefined);
  const client = opened(createSpecialistClient(address));

  await expect(client.encode({ frame }, { deadlineMs: 50 })).rejects.toMatchObject({
    code: 'DEADLINE_EXCEEDED',
  });
});

test('aborting the signal cancels the call at the server', async () => {
  let cancelled: Promise<unknown> | undefined;
  const abort = new AbortController();
  const address = await specialist((call) => {
    cancelled = once(call, 'cancelled');
    abort.abort();
  });
  const client = opened(createSpecialistClient(address));

  await expect(client.encode({ frame }, { signal: abort.signal })).rejects.toMatchObject({
    code: 'CANCELLED',
  });
  await cancelled;
  await expect(client.encode({ frame }, { signal: abort.signal })).rejects.toMatchObject({
    code: 'CANCELLED',
    details: 'cancelled before the call',
  });
});

test('leaving the loop over a report cancels the report', async () => {
  let cancelled: Promise<unknown> | undefined;
  const address = await serve((server) =>
    server.addService(ReportServiceService, {
      generate(call: ServerWritableStream<GenerateRequest, GenerateResponse>) {
        cancelled = once(call, 'cancelled');
        call.write({ event: { $case: 'token', value: { index: 0, text: 'a' } } });
        call.write({ event: { $case: 'token', value: { index: 1, text: 'b' } } });
      },
    }),
  );
  const client = opened(createReportClient(address));

  for await (const { event } of client.generate({ frame: undefined, options: undefined })) {
    expect(event).toEqual({ $case: 'token', value: { index: 0, text: 'a' } });
    break;
  }

  await cancelled;
});

test('the registry is listed, and watched until cancelled', async () => {
  const registry = { specialists: [], bindings: [], epoch: 0, versions: [] };
  const address = await serve((server) =>
    server.addService(RegistryServiceService, {
      listSpecialists: (
        _call: ServerUnaryCall<unknown, unknown>,
        reply: sendUnaryData<typeof registry>,
      ) => reply(null, registry),
      watchSpecialists(
        call: ServerWritableStream<WatchSpecialistsRequest, WatchSpecialistsResponse>,
      ) {
        call.write(registry);
      },
    }),
  );
  const client = opened(createRegistryClient(address));
  const abort = new AbortController();
  const seen: WatchSpecialistsResponse[] = [];

  const watched = (async () => {
    for await (const state of client.watch({ signal: abort.signal })) {
      seen.push(state);
      abort.abort();
    }
  })();

  await expect(watched).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(seen).toEqual([registry]);
  expect(await client.list()).toEqual(registry);
});

test('health is asked by name', async () => {
  const health = HealthServiceClient.service;
  const address = await serve((server) =>
    server.addService(health, {
      check: (call: ServerUnaryCall<HealthRequest, string>, reply: sendUnaryData<string>) =>
        call.request.service === 'gone'
          ? reply({ code: status.NOT_FOUND })
          : reply(null, call.request.service === '' ? 'SERVING' : 'NOT_SERVING'),
    }),
  );
  const client = opened(createHealthClient(address));

  expect(await client.check('')).toBe('SERVING');
  expect(await client.check('asarg.report.v1.ReportService')).toBe('NOT_SERVING');
  await expect(client.check('gone')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
