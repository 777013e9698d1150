// SPDX-License-Identifier: Apache-2.0
import { frameRequestBytes, type FrameRequest, type FrameRequestType } from '@asarg/contracts';
import { Metadata, type CallOptions, type Client, type ClientReadableStream } from '@grpc/grpc-js';

/** A server-streaming method of a generated service definition. */
export interface StreamingDefinition<Response> {
  readonly path: string;
  readonly responseDeserialize: (bytes: Buffer) => Response;
}

/** A method that takes a frame, as the generated client has it, with a serializer that copies less. */
export function frameMethod<Request extends FrameRequest, Response>(
  client: Client,
  { path, responseDeserialize }: StreamingDefinition<Response>,
  type: FrameRequestType<Request>,
): (request: Request, options: Partial<CallOptions>) => ClientReadableStream<Response> {
  const serialize = (request: Request): Buffer => frameRequestBytes(type, request);
  return (request, options) =>
    client.makeServerStreamRequest(
      path,
      serialize,
      responseDeserialize,
      request,
      new Metadata(),
      options,
    );
}
