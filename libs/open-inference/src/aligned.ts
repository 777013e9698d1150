// SPDX-License-Identifier: Apache-2.0

interface ElementsType<Elements> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): Elements;
}

/** The elements behind bytes: a view where they are aligned, a copy elsewhere. */
export function elementsOf<Elements>(Type: ElementsType<Elements>, bytes: Uint8Array): Elements {
  const size = Type.BYTES_PER_ELEMENT;
  // Not `slice`: that of a Buffer is a view.
  const own = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return new Type(own.buffer as ArrayBuffer, own.byteOffset, own.byteLength / size);
}

/** The bytes behind elements, not copied. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
