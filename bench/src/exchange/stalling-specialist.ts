// SPDX-License-Identifier: Apache-2.0
import { SpecialistServiceClient, SpecialistServiceService } from '@asarg/contracts';
import type { EncodeRequest, EncodeResponse } from '@asarg/contracts';
import { createLogger, serverStream, startGrpcServer, unary } from '@asarg/service-kit';
import { credentials, type ClientReadableStream } from '@grpc/grpc-js';
import { setTimeout as delay } from 'node:timers/promises';

/** A specialist that passes calls on to another one and lets some of them stall first. */
export interface StallingSpecialist {
  readonly address: string;
  /** Calls of Encode so far. */
  readonly calls: () => number;
  close(): Promise<void>;
}

const unlimited = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };

/** @param stallEvery one call in so many stalls, for `stallMs` milliseconds unless it is cancelled */
export async function serveStalling(
  target: string,
  stallEvery: number,
  stallMs: number,
): Promise<StallingSpecialist> {
  const client = new SpecialistServiceClient(target, credentials.createInsecure(), unlimited);
  let calls = 0;

  async function* encode(
    request: EncodeRequest,
    { signal }: { signal: AbortSignal },
  ): AsyncGenerator<EncodeResponse> {
    if (++calls % stallEvery === 0) {
      await delay(stallMs, undefined, { signal });
    }
    const call: ClientReadableStream<EncodeResponse> = client.encode(request);
    signal.addEventListener('abort', () => call.cancel(), { once: true });
    yield* call as AsyncIterable<EncodeResponse>;
  }

  const server = await startGrpcServer({
    listen: '127.0.0.1:0',
    services: [
      {
        definition: SpecialistServiceService,
        implementation: {
          describe: unary(
            (request) =>
              new Promise((resolve, reject) => {
                client.describe(request as never, (error, answer) =>
                  error ? reject(error) : resolve(answer),
                );
              }),
          ),
          encode: serverStream(encode),
        },
      },
    ],
    protoFiles: ['asarg/specialist/v1/specialist.proto'],
    healthNames: [''],
    logger: createLogger('stalling', 'silent'),
  });
  return {
    address: server.address,
    calls: () => calls,
    async close() {
      await server.drain(0);
      client.close();
    },
  };
}
