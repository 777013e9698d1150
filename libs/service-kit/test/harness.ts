// SPDX-License-Identifier: Apache-2.0
import {
  DescribeRequest,
  DescribeResponse,
  EncodeResponse,
  SpecialistServiceClient,
  SpecialistServiceService,
  type EncodeRequest,
} from '@asarg/contracts';
import {
  credentials,
  makeGenericClientConstructor,
  type ChannelCredentials,
  type Client,
} from '@grpc/grpc-js';
import { service as healthService } from 'grpc-health-check';
import {
  createLogger,
  serverStream,
  startGrpcServer,
  unary,
  type CallContext,
  type LoadReport,
  type RunningServer,
  type ServerSecurity,
} from '../src/index.js';

export type Describe = (
  request: DescribeRequest,
  context: CallContext,
) => Promise<DescribeResponse> | DescribeResponse;
export type Encode = (
  request: EncodeRequest,
  context: CallContext,
) => AsyncIterable<EncodeResponse>;

/** A real server on a free port, with the given handlers. */
export function startEcho(handlers: {
  describe?: Describe;
  encode?: Encode;
  security?: ServerSecurity;
  load?: () => LoadReport;
}): Promise<RunningServer> {
  const describe: Describe = handlers.describe ?? (() => DescribeResponse.create());
  const encode: Encode = handlers.encode ?? async function* none() {};
  return startGrpcServer({
    listen: '127.0.0.1:0',
    services: [
      {
        definition: SpecialistServiceService,
        implementation: { describe: unary(describe), encode: serverStream(encode) },
      },
    ],
    protoFiles: ['asarg/specialist/v1/specialist.proto'],
    healthNames: ['', 'asarg.specialist.v1.SpecialistService'],
    logger: createLogger('test', 'silent'),
    security: handlers.security,
    load: handlers.load,
  });
}

export function clientOf(
  { address }: Pick<RunningServer, 'address'>,
  channel: ChannelCredentials = credentials.createInsecure(),
): SpecialistServiceClient {
  // A connection of its own, as clients of the mesh have.
  return new SpecialistServiceClient(address, channel, { 'grpc.use_local_subchannel_pool': 1 });
}

/** A chunk message of the given size. */
export function chunkOf(bytes: number, offset = 0): EncodeResponse {
  return EncodeResponse.create({
    part: { $case: 'chunk', value: { offset, data: new Uint8Array(bytes) } },
  });
}

export function describeCall(client: SpecialistServiceClient): Promise<DescribeResponse> {
  return new Promise((resolve, reject) => {
    client.describe(DescribeRequest.create(), (error, response) =>
      error ? reject(error) : resolve(response),
    );
  });
}

type Untyped = Client & Record<string, (...args: any[]) => any>;

/** A health client from the public health contract. */
export function healthClientOf({ address }: Pick<RunningServer, 'address'>): Untyped {
  const Health = makeGenericClientConstructor(healthService as never, 'grpc.health.v1.Health');
  return new Health(address, credentials.createInsecure()) as Untyped;
}

export function checkHealth(client: Untyped, service: string): Promise<string> {
  return new Promise((resolve, reject) => {
    client['check']!({ service }, (error: Error | null, response: { status: string }) =>
      error ? reject(error) : resolve(response.status),
    );
  });
}
