// SPDX-License-Identifier: Apache-2.0
import type {
  ModelInferRequest,
  ModelInferResponse,
  ModelStreamInferResponse,
} from '@asarg/contracts';
import {
  ServiceFailure,
  toServiceError,
  type CallContext,
  type HandlerOptions,
} from '@asarg/service-kit';
import { parameterOf } from './tensor-lists.js';

/** Answers ModelInfer. */
export type InferHandler = (
  request: ModelInferRequest,
  context: CallContext,
) => Promise<ModelInferResponse>;

/** Answers ModelStreamInfer. */
export type StreamInferHandler = (
  requests: AsyncIterable<ModelInferRequest>,
  context: CallContext,
) => AsyncGenerator<ModelStreamInferResponse, void, undefined>;

/**
 * Streams as Triton does: requests are answered in their order, each once. A failure is an error
 * message beside the id of its request, unless the metadata say `triton_grpc_error: true`.
 */
export function createStreamInferHandler(
  infer: InferHandler,
  { onInternalError }: HandlerOptions = {},
): StreamInferHandler {
  return async function* streamInfer(requests, context) {
    const asStatus = context.metadata.get('triton_grpc_error').includes('true');
    for await (const request of requests) {
      let answer: ModelStreamInferResponse;
      try {
        const inferResponse = await infer(request, context);
        answer = { errorMessage: '', inferResponse: { ...inferResponse, parameters: last() } };
      } catch (error) {
        if (asStatus || context.signal.aborted) throw error;
        if (!(error instanceof ServiceFailure)) onInternalError?.(error);
        const { modelName, modelVersion, id } = request;
        answer = {
          errorMessage: toServiceError(error).message,
          inferResponse: {
            modelName,
            modelVersion,
            id,
            parameters: last(),
            outputs: [],
            rawOutputContents: [],
          },
        };
      }
      yield answer;
    }
  };
}

/** Says that a request has no more answers than this one. */
function last(): ModelInferResponse['parameters'] {
  return { triton_final_response: parameterOf(true) };
}
