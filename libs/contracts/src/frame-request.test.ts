// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EncodeRequest, Frame, frameRequestBytes, GenerateRequest } from './index.js';

const frames = fc.record({
  width: fc.nat(1440),
  height: fc.nat(1440),
  dataType: fc.constantFrom(3 as const, 4 as const),
  encoding: fc.constantFrom(1 as const, 2 as const),
  pixels: fc.uint8Array({ maxLength: 20_000 }),
  digest: fc.string(),
  columnSpacingMm: fc.double({ noNaN: true }),
  rowSpacingMm: fc.double({ noNaN: true }),
});
const plain = (frame: Frame | undefined): unknown =>
  frame && { ...frame, pixels: [...frame.pixels] };

test('an EncodeRequest is the message that the generated serializer writes', () => {
  fc.assert(
    fc.property(fc.option(frames, { nil: undefined }), fc.array(fc.string()), (frame, outputs) => {
      const request = EncodeRequest.fromPartial({ frame, outputs });
      const read = EncodeRequest.decode(frameRequestBytes(EncodeRequest, request));
      const expected = EncodeRequest.decode(EncodeRequest.encode(request).finish());
      expect(plain(read.frame)).toEqual(plain(expected.frame));
      expect(read.outputs).toEqual(expected.outputs);
    }),
  );
});

test('a GenerateRequest keeps its options, and pixels of several megabytes', () => {
  const pixels = Uint8Array.from({ length: 3_000_001 }, (_, i) => i * 31);
  const frame = Frame.fromPartial({ width: 1440, height: 1440, pixels, digest: 'd' });
  const request = GenerateRequest.fromPartial({ frame, options: { seed: 7, topP: 0.5 } });
  const bytes = frameRequestBytes(GenerateRequest, request);
  const read = GenerateRequest.decode(bytes);
  expect(bytes.byteLength).toBe(GenerateRequest.encode(request).finish().byteLength);
  expect(Buffer.compare(read.frame!.pixels, pixels)).toBe(0);
  expect(read.options).toEqual(request.options);
});
