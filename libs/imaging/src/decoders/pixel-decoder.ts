// SPDX-License-Identifier: Apache-2.0

/** Samples as a codec delivers them: one per pixel, row-major. */
export type Samples = Uint8Array | Int8Array | Uint16Array | Int16Array;

/** One coded grey frame and what the DICOM header says about it. */
export interface CodedFrame {
  /** Native: the pixel data value. Encapsulated: all fragments joined. */
  readonly bytes: Uint8Array;
  readonly columns: number;
  readonly rows: number;
  /** 8 or 16. */
  readonly bitsAllocated: number;
  readonly byteOrder: 'little' | 'big';
  /** VR of the pixel data element, OB or OW; matters for 8-bit big endian only. */
  readonly vr: string;
}

/** Decodes the transfer syntaxes of one codec. */
export interface PixelDecoder {
  readonly name: string;
  /** UIDs it is responsible for. */
  readonly transferSyntaxes: readonly string[];
  /** True if pixel data comes as a sequence of fragments (PS3.5 A.4). */
  readonly encapsulated: boolean;
  /**
   * Returns exactly columns * rows samples in an array of its own.
   * @throws ImagingError 'truncated', 'corrupt' or 'colour'.
   */
  decode(frame: CodedFrame): Promise<Samples>;
}
