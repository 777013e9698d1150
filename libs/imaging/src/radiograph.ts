// SPDX-License-Identifier: Apache-2.0

/** Grey samples, row-major, without row padding. */
export type GreyPixels = Uint8Array | Uint16Array;

/** Distance between pixel centres in millimetres. */
export interface PixelSpacing {
  readonly columnMm: number;
  readonly rowMm: number;
}

/** VOI function of DICOM PS3.3 C.11.2.1.3. */
export type VoiFunction = 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';

/** A table over modality values: entry i is the output for `firstMapped + i`. */
export interface LookupTable {
  readonly firstMapped: number;
  /** Significant bits of an entry, 1 to 16. */
  readonly bits: number;
  readonly values: Uint16Array;
}

/**
 * What a viewer needs to show the image as its maker meant it; models never see it.
 * modality value = slope * pixel + intercept; then the VOI table or window; then inversion.
 */
export interface DisplayParameters {
  readonly slope: number;
  readonly intercept: number;
  /** The output of the VOI step is shown inverted (MONOCHROME1, or presentation shape INVERSE). */
  readonly inverted: boolean;
  /** In modality values. */
  readonly windowCenter?: number;
  /** In modality values, more than 0. */
  readonly windowWidth?: number;
  /** @default 'LINEAR' */
  readonly voiFunction?: VoiFunction;
  /** When present it is used instead of the window. */
  readonly voiLut?: LookupTable;
}

/** One grey radiograph as the mesh keeps it (pixel profile canonical@1). */
export interface Radiograph {
  /** Columns, 1 to 10000. */
  readonly width: number;
  /** Rows, 1 to 10000. */
  readonly height: number;
  /** Significant bits of a pixel, 1 to 16; up to 8 the pixels are a Uint8Array. */
  readonly bits: number;
  /** MONOCHROME2 (air is dark), full size, no VOI applied. */
  readonly pixels: GreyPixels;
  readonly source: 'dicom' | 'png' | 'jpeg';
  /** Absent when the file does not say. */
  readonly spacing?: PixelSpacing;
  readonly display: DisplayParameters;
  /** DICOM View Position, for example PA, AP, LL. */
  readonly view?: string;
  /** DICOM transfer syntax UID the pixels came in. */
  readonly transferSyntax?: string;
  /** Sentences for people; they carry no patient data. */
  readonly warnings: readonly string[];
  /** SHA-256 of the pixels' bytes (little endian), lower-case hexadecimal. */
  readonly digest: string;
}
