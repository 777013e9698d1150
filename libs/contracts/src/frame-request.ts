// SPDX-License-Identifier: Apache-2.0
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { Frame } from './gen/asarg/specialist/v1/specialist.js';

/** A request whose field 1 is a frame: `EncodeRequest`, `GenerateRequest`. */
export interface FrameRequest {
  readonly frame?: Frame | undefined;
}

/** The generated writer of such a request. */
export interface FrameRequestType<Request extends FrameRequest> {
  encode(message: Request): BinaryWriter;
}

const lengthDelimited = 2;
const frameTag = (1 << 3) | lengthDelimited;
const pixelsTag = (5 << 3) | lengthDelimited;

/**
 * The wire form of a request with a frame. The same message as the generated serializer's, but the
 * pixels, megabytes of them, are copied once instead of three times.
 */
export function frameRequestBytes<Request extends FrameRequest>(
  type: FrameRequestType<Request>,
  request: Request,
): Buffer {
  const { frame } = request;
  const rest = type.encode({ ...request, frame: undefined }).finish();
  if (!frame) return Buffer.concat([rest]);
  const pixels = frame.pixels;
  const fields = Frame.encode({ ...frame, pixels: new Uint8Array() }).finish();
  const pixelsHead = head(pixelsTag, pixels.byteLength);
  const frameBytes = fields.byteLength + pixelsHead.byteLength + pixels.byteLength;
  return Buffer.concat([head(frameTag, frameBytes), fields, pixelsHead, pixels, rest]);
}

function head(tag: number, byteLength: number): Uint8Array {
  return new BinaryWriter().uint32(tag).uint32(byteLength).finish();
}
