// SPDX-License-Identifier: Apache-2.0
import {
  EncodeRequest,
  SpecialistServiceClient,
  SpecialistServiceService,
  type DescribeResponse,
  type Frame,
} from '@asarg/contracts';
import type { MeshCallOptions } from './call-options.js';
import { callUnary } from './call-unary.js';
import { channelCredentials, clientOptionsOf, type ClientOptions } from './channel-options.js';
import { collectEncoding, type Encoding } from './collect-encoding.js';
import { frameMethod } from './frame-method.js';
import { createHealthClient, type HealthStatus } from './health-client.js';
import { toMeshError } from './mesh-error.js';
import { readStream } from './read-stream.js';

/** What a specialist is asked to encode. */
export interface EncodeOrder {
  /** The radiograph. */
  readonly frame: Frame;
  /** Names of the outputs wanted; all if left out. */
  readonly outputs?: readonly string[];
}

/** How a specialist is asked who it is. */
export interface DescribeOptions extends MeshCallOptions {
  /** Whether the answer is to hold the attestation, some 50 KB for a large model. @default false */
  readonly attestation?: boolean;
}

/** Talks to one specialist. Every method throws MeshError. */
export interface SpecialistClient {
  /** gRPC target, host:port. */
  readonly address: string;
  /** Who the specialist is. @default deadlineMs 2000, without attestation */
  describe(options?: DescribeOptions): Promise<DescribeResponse>;
  /** Encodes one frame; DATA_LOSS if the answer is not a whole encoding. */
  encode(order: EncodeOrder, options: MeshCallOptions): Promise<Encoding>;
  /** Health of the whole server, or of a service named. @default deadlineMs 1000 */
  health(service?: string, options?: MeshCallOptions): Promise<HealthStatus>;
  /** Closes the connections; calls in progress fail. */
  close(): void;
}

/** A client of the specialist at a gRPC target. Connects with the first call. */
export function createSpecialistClient(
  address: string,
  clientOptions: ClientOptions = {},
): SpecialistClient {
  const client = new SpecialistServiceClient(
    address,
    channelCredentials(clientOptions),
    clientOptionsOf(address, clientOptions),
  );
  const healthClient = createHealthClient(address, clientOptions);
  const encode = frameMethod(client, SpecialistServiceService.encode, EncodeRequest);
  return {
    address,
    describe: ({ attestation, ...options } = {}) =>
      callUnary(client.describe.bind(client), { attestation }, address, {
        deadlineMs: 2000,
        ...options,
      }),
    async encode({ frame, outputs = [] }, options) {
      const request = { frame, outputs: [...outputs] };
      const messages = readStream((call) => encode(request, call), address, options);
      try {
        return await collectEncoding(messages, address);
      } catch (error) {
        throw toMeshError(error, address);
      }
    },
    health: (service = '', options = {}) => healthClient.check(service, options),
    close() {
      client.close();
      healthClient.close();
    },
  };
}
