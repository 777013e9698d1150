// SPDX-License-Identifier: Apache-2.0
import {
  GRPCInferenceServiceService,
  type ModelInferRequest,
  type ModelInferResponse,
  type ModelMetadataResponse,
  type ModelMetadataResponse_TensorMetadata,
} from '@asarg/contracts';
import {
  bidiStream,
  unary,
  type CallContext,
  type HandlerOptions,
  type HostedService,
} from '@asarg/service-kit';
import { createStreamInferHandler } from './stream-infer.js';
import type { OpenInferenceModel, TensorDescription } from './open-inference-model.js';
import { inferResponseBytes } from './raw-message.js';
import { checkRawSize } from './raw-tensor.js';
import { readInferRequest, requireModel } from './read-infer-request.js';
import { writeTensors } from './tensor-lists.js';

/** Full name of the service, as health and reflection know it. */
export const openInferenceServiceName = 'inference.GRPCInferenceService';

/** Where the service is defined, for reflection. */
export const openInferenceProtoFile = 'inference/grpc_service.proto';

const definition = {
  ...GRPCInferenceServiceService,
  modelInfer: {
    ...GRPCInferenceServiceService.modelInfer,
    responseSerialize: inferResponseBytes,
  },
};

/**
 * The Open Inference Protocol for one model, to be hosted beside other services. Requests may have
 * raw or typed contents; responses have raw contents. Ignored as servers without such a scheduler
 * do: the parameters `priority` and `timeout`.
 */
export function openInferenceService(
  model: OpenInferenceModel,
  options: HandlerOptions = {},
): HostedService {
  async function infer(
    request: ModelInferRequest,
    context: CallContext,
  ): Promise<ModelInferResponse> {
    const call = readInferRequest(request, model);
    const tensors = await model.infer(call, context);
    tensors.forEach((tensor) => checkRawSize(tensor, `output '${tensor.name}'`));
    const { messages, rawContents } = writeTensors(tensors);
    return {
      modelName: model.name,
      modelVersion: model.version,
      id: request.id,
      parameters: {},
      outputs: messages,
      rawOutputContents: rawContents,
    };
  }

  const metadata = metadataOf(model);
  return {
    definition,
    implementation: {
      serverLive: unary(() => ({ live: true }), options),
      serverReady: unary(() => ({ ready: model.ready() }), options),
      modelReady: unary(
        ({ name, version }: { name: string; version: string }) => ({
          ready: isModel(name, version, model) && model.ready(),
        }),
        options,
      ),
      serverMetadata: unary(() => ({ ...model.server, extensions: [] }), options),
      modelMetadata: unary(({ name, version }: { name: string; version: string }) => {
        requireModel(name, version, model);
        return metadata;
      }, options),
      modelInfer: unary(infer, options),
      modelStreamInfer: bidiStream(createStreamInferHandler(infer, options), options),
    },
  };
}

function isModel(name: string, version: string, model: OpenInferenceModel): boolean {
  return name === model.name && (version === '' || version === model.version);
}

function metadataOf(model: OpenInferenceModel): ModelMetadataResponse {
  return {
    name: model.name,
    versions: [model.version],
    platform: model.platform,
    inputs: model.inputs.map(tensorMetadata),
    outputs: model.outputs.map(tensorMetadata),
    properties: { ...model.properties },
  };
}

function tensorMetadata({
  name,
  datatypes,
  shape,
}: TensorDescription): ModelMetadataResponse_TensorMetadata {
  return { name, datatype: datatypes[0], shape: [...shape] };
}
