// SPDX-License-Identifier: Apache-2.0
import type { TensorChunk } from '@asarg/contracts';

/**
 * Serialises a message whose only field, number `field` (1 to 15), is a `TensorChunk`: the hot
 * message of every encoding. Byte for byte what the generated codec writes, with one copy of the
 * data instead of two.
 */
export function chunkMessage(field: number, { offset, data }: TensorChunk): Buffer {
  const offsetBytes = offset === 0 ? 0 : 1 + varintSize(offset);
  const dataBytes = data.byteLength === 0 ? 0 : 1 + varintSize(data.byteLength) + data.byteLength;
  const innerBytes = offsetBytes + dataBytes;
  const message = Buffer.allocUnsafe(1 + varintSize(innerBytes) + innerBytes);
  let at = 0;
  message[at++] = (field << 3) | 2;
  at = writeVarint(message, at, innerBytes);
  if (offsetBytes > 0) {
    message[at++] = 0x08;
    at = writeVarint(message, at, offset);
  }
  if (dataBytes > 0) {
    message[at++] = 0x12;
    at = writeVarint(message, at, data.byteLength);
    message.set(data, at);
  }
  return message;
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) {
    size++;
  }
  return size;
}

function writeVarint(target: Buffer, start: number, value: number): number {
  let at = start;
  let rest = value;
  // Division, not shifts: offsets are 64-bit on the wire.
  for (; rest >= 128; rest = Math.floor(rest / 128)) {
    target[at++] = (rest % 128) | 0x80;
  }
  target[at++] = rest;
  return at;
}
