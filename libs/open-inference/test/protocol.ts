// SPDX-License-Identifier: Apache-2.0
import {
  GRPCInferenceServiceClient,
  GRPCInferenceServiceService,
  ModelInferRequest,
  type ModelInferResponse,
  type ModelMetadataResponse,
  type ModelStreamInferResponse,
} from '@asarg/contracts';
import {
  openInferenceProtoFile,
  openInferenceService,
  openInferenceServiceName,
  type OpenInferenceModel,
} from '@asarg/open-inference';
import { createLogger, startGrpcServer, type HostedService } from '@asarg/service-kit';
import { credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { afterEach } from 'vitest';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** Closes something after the test. */
export function closed<T extends { close(): unknown }>(value: T): T {
  closing.push(() => value.close());
  return value;
}

/** Takes a grey image and gives its sum and its negative. */
export const sums: OpenInferenceModel = {
  name: 'sums',
  version: '1.0.0',
  platform: 'test',
  inputs: [{ name: 'image', datatypes: ['UINT16', 'UINT8'], shape: [-1, -1], batchOfOne: true }],
  outputs: [
    { name: 'sum', datatypes: ['INT32'], shape: [1] },
    { name: 'negative', datatypes: ['INT16'], shape: [-1, -1] },
  ],
  properties: { colour: 'grey' },
  server: { name: 'tests', version: '0' },
  ready: () => true,
  async infer({ inputs, outputs }) {
    const { shape, datatype, bytes } = inputs.get('image')!;
    const pixels = datatype === 'UINT8' ? bytes : new Uint16Array(Uint8Array.from(bytes).buffer);
    const sum = Int32Array.of(pixels.reduce((total: number, pixel: number) => total + pixel, 0));
    const negative = Int16Array.from(pixels, (pixel) => -pixel);
    const bytesOf = ({ buffer }: { buffer: ArrayBufferLike }) => new Uint8Array(buffer);
    const given = {
      sum: { name: 'sum', datatype: 'INT32', shape: [1], bytes: bytesOf(sum) },
      negative: { name: 'negative', datatype: 'INT16', shape, bytes: bytesOf(negative) },
    } as const;
    return outputs.map((name) => given[name as 'sum']);
  },
};

/** A server with the given model; errors that callers do not see go to `internal`. */
export function serve(model: OpenInferenceModel, internal: unknown[] = []): Promise<string> {
  const onInternalError = (error: unknown): void => void internal.push(error);
  return serveProtocol(openInferenceService(model, { onInternalError }));
}

/** What a server that answers as the test wants is made of. */
export interface Answers {
  readonly metadata?: Partial<ModelMetadataResponse> | Partial<ServiceError>;
  readonly ready?: boolean;
  readonly infer?: (
    request: ModelInferRequest,
    done: (error: Partial<ServiceError> | null, response?: Partial<ModelInferResponse>) => void,
  ) => void;
}

/** A server that breaks the protocol where the test says so. */
export function serveAnswers({ metadata = {}, ready = true, infer }: Answers): Promise<string> {
  const empty = { name: '', versions: [], platform: '', inputs: [], outputs: [], properties: {} };
  const response = {
    modelName: '',
    modelVersion: '',
    id: '',
    parameters: {},
    outputs: [],
    rawOutputContents: [],
  };
  type Done = (error: unknown, answer?: unknown) => void;
  return serveProtocol({
    definition: GRPCInferenceServiceService,
    implementation: {
      modelReady: (_call: unknown, done: Done) => done(null, { ready }),
      modelMetadata: (_call: unknown, done: Done) =>
        'code' in metadata ? done(metadata) : done(null, { ...empty, ...metadata }),
      modelInfer: (call: { request: ModelInferRequest }, done: Done) =>
        infer?.(call.request, (error, answer) => done(error, { ...response, ...answer })),
    },
  });
}

async function serveProtocol(service: HostedService): Promise<string> {
  const server = await startGrpcServer({
    listen: '127.0.0.1:0',
    services: [service],
    protoFiles: [openInferenceProtoFile],
    healthNames: ['', openInferenceServiceName],
    logger: createLogger('test', 'silent'),
  });
  closing.push(() => server.drain(0));
  return server.address;
}

/** The generated client, closed after the test. */
export function clientOf(address: string): GRPCInferenceServiceClient {
  return closed(new GRPCInferenceServiceClient(address, credentials.createInsecure()));
}

/** A request for the sums of an image of 2 x 3 pixels; `change` replaces fields. */
export function imageRequest(change: Partial<ModelInferRequest> = {}): ModelInferRequest {
  const pixels = new Uint8Array(Uint16Array.of(1, 2, 3, 4, 5, 600).buffer);
  return ModelInferRequest.fromPartial({
    modelName: 'sums',
    id: 'request-1',
    inputs: [{ name: 'image', datatype: 'UINT16', shape: [2, 3] }],
    rawInputContents: [pixels],
    ...change,
  });
}

/** Calls a unary method of the client. */
export function ask<Request, Response>(
  method: (
    request: Request,
    done: (error: ServiceError | null, answer: Response) => void,
  ) => unknown,
  request: Request,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    method(request, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}

/** Sends all requests in one stream and gives what came back, and how it ended. */
export async function stream(
  client: GRPCInferenceServiceClient,
  requests: readonly ModelInferRequest[],
  headers: Record<string, string> = {},
): Promise<{ answers: ModelStreamInferResponse[]; error: ServiceError | undefined }> {
  const metadata = new Metadata();
  Object.entries(headers).forEach(([name, value]) => metadata.set(name, value));
  const call = client.modelStreamInfer(metadata);
  const answers: ModelStreamInferResponse[] = [];
  requests.forEach((request) => call.write(request));
  call.end();
  try {
    for await (const answer of call) answers.push(answer as ModelStreamInferResponse);
  } catch (error) {
    return { answers, error: error as ServiceError };
  }
  return { answers, error: undefined };
}
