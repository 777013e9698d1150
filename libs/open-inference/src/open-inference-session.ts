// SPDX-License-Identifier: Apache-2.0
import {
  GRPCInferenceServiceClient,
  GRPCInferenceServiceService,
  type ModelInferRequest,
  type ModelInferResponse,
} from '@asarg/contracts';
import {
  callUnary,
  channelCredentials,
  clientOptionsOf,
  MeshError,
  type MeshCallOptions,
} from '@asarg/mesh-client';
import type { NamedArray, Session } from '@asarg/runtime';
import type { CallOptions, Metadata, ServiceError } from '@grpc/grpc-js';
import { rawTensorOf } from './named-array-of.js';
import { inferRequestBytes } from './raw-message.js';
import { checkFeeds, readAnswer, remoteTensorsOf, type RemoteTensors } from './remote-tensors.js';
import { writeTensors } from './tensor-lists.js';

export interface OpenInferenceSessionOptions {
  /** gRPC target, host:port. */
  readonly address: string;
  /** Name of the model on that server. */
  readonly model: string;
  /** Version of the model. @default the server's choice */
  readonly version?: string;
  /** Milliseconds that one run may take. @default 30000 */
  readonly deadlineMs?: number;
  /** Milliseconds that each question about the model may take at the start. @default 5000 */
  readonly startDeadlineMs?: number;
  /**
   * Names to go by where the server's metadata list no tensors, which some servers leave to their
   * models' authors; the tensors are then taken as they come.
   */
  readonly undescribed?: {
    readonly inputs: readonly string[];
    readonly outputs: readonly string[];
  };
}

/** A session on a remote model, with what its server says of it. */
export interface OpenInferenceSession extends Session {
  /** The tensors of the model; undefined if its metadata list none. */
  readonly described: RemoteTensors | undefined;
}

/**
 * Opens a model of a server that speaks the Open Inference Protocol: asks for its metadata and
 * whether it is ready. Runs send raw contents and take raw or typed ones; they go side by side, and
 * the server decides on their order.
 * @throws MeshError NOT_FOUND for a model or version that is not there, UNAVAILABLE for a server
 * that does not answer and for a model that is not ready, DATA_LOSS for metadata that make no sense.
 * A run throws MeshError INVALID_ARGUMENT for feeds or fetches that are not the model's, DATA_LOSS
 * for an answer with other names, datatypes or shapes than the metadata said, the status of a
 * failed call, or the signal's reason.
 */
export async function createOpenInferenceSession(
  options: OpenInferenceSessionOptions,
): Promise<OpenInferenceSession> {
  const { address, model, version = '', deadlineMs = 30_000, startDeadlineMs = 5_000 } = options;
  const client = new GRPCInferenceServiceClient(
    address,
    channelCredentials(),
    clientOptionsOf(address),
  );
  const running = new Set<Promise<unknown>>();
  let described: RemoteTensors | undefined;
  try {
    described = await describeModel(client, options, { deadlineMs: startDeadlineMs });
  } catch (error) {
    client.close();
    throw error;
  }
  const { undescribed = { inputs: [], outputs: [] } } = options;
  const inputs = described ? [...described.inputs.keys()] : undescribed.inputs;
  const outputs = described ? [...described.outputs.keys()] : undescribed.outputs;

  async function run(
    feeds: Readonly<Record<string, NamedArray>>,
    fetches: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Record<string, NamedArray>> {
    checkFeeds(feeds, fetches, { described, inputs, outputs, address });
    const tensors = Object.entries(feeds).map(([name, array]) => rawTensorOf(name, array));
    const { messages, rawContents } = writeTensors(tensors);
    const request: ModelInferRequest = {
      modelName: model,
      modelVersion: version,
      id: '',
      parameters: {},
      inputs: messages,
      outputs: fetches.map((name) => ({ name, parameters: {} })),
      rawInputContents: rawContents,
    };
    try {
      const call = { deadlineMs, ...(signal && { signal }) };
      const response = await callUnary(inferMethod(client), request, address, call);
      return readAnswer(response, fetches, described, address);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  }

  return {
    inputs,
    outputs,
    described,
    async run(feeds, fetches = outputs, { signal } = {}) {
      signal?.throwIfAborted();
      const answer = run(feeds, fetches, signal);
      running.add(answer);
      try {
        return await answer;
      } finally {
        running.delete(answer);
      }
    },
    async close() {
      await Promise.allSettled(running);
      client.close();
    },
  };
}

async function describeModel(
  client: GRPCInferenceServiceClient,
  { address, model: name, version = '' }: OpenInferenceSessionOptions,
  call: MeshCallOptions,
): Promise<RemoteTensors | undefined> {
  const which = { name, version };
  const metadata = await callUnary(client.modelMetadata.bind(client), which, address, call);
  const { ready } = await callUnary(client.modelReady.bind(client), which, address, call);
  if (!ready) {
    const found = 'found one that is not ready';
    const details = `expected model '${name}'${version && ` version '${version}'`} ready, ${found}`;
    throw new MeshError('UNAVAILABLE', details, address);
  }
  return remoteTensorsOf(metadata, address);
}

type InferMethod = (
  request: ModelInferRequest,
  metadata: Metadata,
  options: Partial<CallOptions>,
  done: (error: ServiceError | null, response: ModelInferResponse) => void,
) => ReturnType<GRPCInferenceServiceClient['modelInfer']>;

/** ModelInfer with a serializer that copies the raw contents once. */
function inferMethod(client: GRPCInferenceServiceClient): InferMethod {
  const { path, responseDeserialize } = GRPCInferenceServiceService.modelInfer;
  return (request, metadata, options, done) =>
    client.makeUnaryRequest<ModelInferRequest, ModelInferResponse>(
      path,
      inferRequestBytes,
      responseDeserialize,
      request,
      metadata,
      options,
      (error, response) => done(error, response!),
    );
}
