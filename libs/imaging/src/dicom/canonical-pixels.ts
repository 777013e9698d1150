// SPDX-License-Identifier: Apache-2.0
import type { Samples } from '../decoders/pixel-decoder.js';
import type { GreyPixels, LookupTable } from '../radiograph.js';
import type { ImageHeader } from './image-header.js';
import { lookUp } from './lookup-table.js';

/** How stored values become modality values and which end of the scale is bright. */
export interface ModalityTransform {
  readonly slope: number;
  readonly intercept: number;
  /** When present it is used instead of slope and intercept. */
  readonly lut?: LookupTable;
  /** The lowest output is white (MONOCHROME1, or presentation shape INVERSE). */
  readonly inverted: boolean;
  /** Stored values, inclusive, that are background (PS3.3 C.7.5.1.1.2). */
  readonly padding?: { readonly low: number; readonly high: number };
}

/** Canonical pixels and the line back to modality values. */
export interface CanonicalPixels {
  readonly pixels: GreyPixels;
  readonly bits: number;
  /** modality value = slope * pixel + intercept. */
  readonly slope: number;
  readonly intercept: number;
}

/**
 * Profile canonical@1: one exact integer per pixel, dark air, no VOI. A linear modality transform
 * does not touch the integers (it would only round them): its direction decides, together with
 * MONOCHROME1, whether the stored range is flipped, and the line back is returned beside them.
 * Only a modality LUT replaces values. Padding takes the darkest value that occurs.
 */
export function canonicalPixels(
  samples: Samples,
  header: ImageHeader,
  modality: ModalityTransform,
): CanonicalPixels {
  const { bitsStored, signed } = header;
  const storedMin = signed ? -(2 ** (bitsStored - 1)) : 0;
  const levels = 2 ** bitsStored;
  const slope = modality.lut ? 1 : modality.slope;
  const flip = slope < 0 !== modality.inverted;
  const bits = modality.lut ? modality.lut.bits : bitsStored;
  const top = 2 ** bits - 1;

  // One table from stored value to canonical value: at most 65536 entries.
  const table = new Uint16Array(levels);
  for (let i = 0; i < levels; i++) {
    const value = modality.lut ? lookUp(modality.lut, i + storedMin) & top : i;
    table[i] = flip ? top - value : value;
  }
  const base = modality.lut ? 0 : modality.intercept + slope * storedMin;
  return {
    pixels: apply(table, samples, header, modality, bits),
    bits,
    slope: flip ? -slope : slope,
    intercept: flip ? base + slope * top : base,
  };
}

function apply(
  table: Uint16Array,
  samples: Samples,
  header: ImageHeader,
  modality: ModalityTransform,
  bits: number,
): GreyPixels {
  const mask = 2 ** header.bitsStored - 1;
  const shift = header.highBit + 1 - header.bitsStored;
  // Two's complement to offset binary: flipping the sign bit adds 2^(bits-1) modulo 2^bits.
  const signBit = header.signed ? 2 ** (header.bitsStored - 1) : 0;
  const count = header.rows * header.columns;
  const pixels = bits <= 8 ? new Uint8Array(count) : new Uint16Array(count);
  for (let i = 0; i < count; i++) {
    pixels[i] = table[((samples[i]! >> shift) & mask) ^ signBit]!;
  }
  const padding = modality.padding;
  if (!padding) return pixels;

  const storedMin = header.signed ? -signBit : 0;
  const isPadding = (i: number): boolean => {
    const value = (((samples[i]! >> shift) & mask) ^ signBit) + storedMin;
    return value >= padding.low && value <= padding.high;
  };
  let darkest = Infinity;
  for (let i = 0; i < count; i++) {
    if (pixels[i]! < darkest && !isPadding(i)) darkest = pixels[i]!;
  }
  if (darkest === Infinity) return pixels;
  for (let i = 0; i < count; i++) if (isPadding(i)) pixels[i] = darkest;
  return pixels;
}
