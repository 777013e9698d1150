// SPDX-License-Identifier: Apache-2.0
import { ModelInferRequest, ModelInferResponse } from '@asarg/contracts';
import { BinaryWriter } from '@bufbuild/protobuf/wire';

const lengthDelimited = 2;
const rawInputsTag = (7 << 3) | lengthDelimited;
const rawOutputsTag = (6 << 3) | lengthDelimited;

/** The wire form of a request, its raw contents copied once instead of three times. */
export function inferRequestBytes(request: ModelInferRequest): Buffer {
  const rest = ModelInferRequest.encode({ ...request, rawInputContents: [] }).finish();
  return withRawContents(rest, rawInputsTag, request.rawInputContents);
}

/** The wire form of a response, its raw contents copied once instead of three times. */
export function inferResponseBytes(response: ModelInferResponse): Buffer {
  const rest = ModelInferResponse.encode({ ...response, rawOutputContents: [] }).finish();
  return withRawContents(rest, rawOutputsTag, response.rawOutputContents);
}

function withRawContents(rest: Uint8Array, tag: number, contents: readonly Uint8Array[]): Buffer {
  const entries = contents.flatMap((bytes) => [
    new BinaryWriter().uint32(tag).uint32(bytes.byteLength).finish(),
    bytes,
  ]);
  return Buffer.concat([rest, ...entries]);
}
