// SPDX-License-Identifier: Apache-2.0
import {
  SpecialistServiceService,
  type EncodeRequest,
  type EncodeResponse,
} from '@asarg/contracts';
import { encodeTensor, tensorOfFloat32 } from '@asarg/tensor';
import {
  Metadata,
  Server,
  ServerCredentials,
  status,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import type { MeshErrorCode } from '../src/index.js';

/** A call of Encode at the server. */
export type EncodeCall = ServerWritableStream<EncodeRequest, EncodeResponse>;

/** What a server does with a call. */
export type Behaviour = (call: EncodeCall, server: FaultySpecialist) => void;

/** A real server that misbehaves as told. */
export interface FaultySpecialist {
  readonly address: string;
  /** What it does with the next call. */
  behave: Behaviour;
  /** Calls received. */
  readonly calls: number;
  /** Calls whose handlers have seen their cancellation. */
  readonly cancelled: number;
  /** Destroys every connection, as a process that dies does. */
  cut(): void;
  close(): void;
}

const model = { name: 'm', version: '1.0.0', digest: 'd', licence: 'MIT' };

/** Answers with a tensor that holds the one number. */
export const answers =
  (value = 1): Behaviour =>
  (call) => {
    call.write({ part: { $case: 'info', value: { model, pixelProfile: 'p@1' } } });
    for (const part of encodeTensor(tensorOfFloat32('a', [1], Float32Array.of(value)))) {
      call.write({ part });
    }
    const timing = { queueMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0, batchSize: 1 };
    call.write({ part: { $case: 'timing', value: timing } });
    call.end();
  };

/** Never answers. */
export const stalls: Behaviour = () => undefined;

/** Fails with a status. */
export const fails =
  (code: MeshErrorCode): Behaviour =>
  (call) => {
    call.emit('error', { code: status[code], details: 'as told' });
  };

/** Is full, and says when to try again. */
export const pushesBack =
  (pushback: string): Behaviour =>
  (call) => {
    const metadata = new Metadata();
    metadata.set('grpc-retry-pushback-ms', pushback);
    call.emit('error', { code: status.RESOURCE_EXHAUSTED, details: 'as told', metadata });
  };

/** Answers half, then nothing. */
export const beginsAndStalls: Behaviour = (call) => {
  const [header] = encodeTensor(tensorOfFloat32('a', [1], Float32Array.of(1)));
  call.write({ part: { $case: 'info', value: { model, pixelProfile: 'p@1' } } });
  call.write({ part: header! });
};

/** Answers half, then its connections are destroyed. */
export const diesMidway: Behaviour = (call, server) => {
  beginsAndStalls(call, server);
  call.write({ part: undefined }, () => server.cut());
};

/** Behaves once in one way, then in another. */
export const first =
  (once: Behaviour, then: Behaviour): Behaviour =>
  (call, server) => {
    server.behave = then;
    once(call, server);
  };

/** Serves on a port of its own, behind a relay whose connections can be cut. */
export async function serveFaulty(behave: Behaviour): Promise<FaultySpecialist> {
  const server = new Server();
  let cancelled = 0;
  let calls = 0;
  const faulty: FaultySpecialist = {
    address: '',
    behave,
    get calls() {
      return calls;
    },
    get cancelled() {
      return cancelled;
    },
    cut: () => sockets.forEach((socket) => socket.destroy()),
    close() {
      relay.close();
      faulty.cut();
      server.forceShutdown();
    },
  };
  server.addService(SpecialistServiceService, {
    describe: () => undefined,
    encode(call: EncodeCall) {
      calls++;
      call.on('cancelled', () => {
        cancelled++;
      });
      faulty.behave(call, faulty);
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    const credentials = ServerCredentials.createInsecure();
    server.bindAsync('127.0.0.1:0', credentials, (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
  const sockets = new Set<Socket>();
  const relay = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => other.destroy());
      socket.setNoDelay(true);
      socket.pipe(other);
    }
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  return Object.assign(faulty, { address: `127.0.0.1:${(relay.address() as AddressInfo).port}` });
}
