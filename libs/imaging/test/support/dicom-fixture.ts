// SPDX-License-Identifier: Apache-2.0
import { type DicomElement, type DicomFileContent, writeDicom } from '../../src/index.js';

export const syntaxes = {
  implicit: '1.2.840.10008.1.2',
  explicit: '1.2.840.10008.1.2.1',
  deflated: '1.2.840.10008.1.2.1.99',
  bigEndian: '1.2.840.10008.1.2.2',
  rle: '1.2.840.10008.1.2.5',
  jpegBaseline: '1.2.840.10008.1.2.4.50',
  jpegExtended: '1.2.840.10008.1.2.4.51',
  jpegLossless57: '1.2.840.10008.1.2.4.57',
  jpegLossless70: '1.2.840.10008.1.2.4.70',
  jpegLs: '1.2.840.10008.1.2.4.80',
  jpeg2000: '1.2.840.10008.1.2.4.90',
} as const;

export interface FixtureOptions {
  transferSyntax?: string;
  columns?: number;
  rows?: number;
  bitsAllocated?: number;
  bitsStored?: number;
  signed?: boolean;
  photometric?: string;
  /** Added to or, by tag, replacing the defaults; a value of undefined leaves the tag out. */
  elements?: Record<string, Omit<DicomElement, 'tag'> | undefined>;
  pixelData?: DicomFileContent['pixelData'];
}

/** A small CR file; pixel data as given. */
export function dicomFixture(options: FixtureOptions): Uint8Array {
  const bitsAllocated = options.bitsAllocated ?? 16;
  const bitsStored = options.bitsStored ?? 12;
  const elements: Record<string, Omit<DicomElement, 'tag'> | undefined> = {
    '00080016': { vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.1' },
    '00080018': { vr: 'UI', value: '2.25.1234567890' },
    '00080060': { vr: 'CS', value: 'CR' },
    '00100010': { vr: 'PN', value: 'CANARY^NAME' },
    '00180015': { vr: 'CS', value: 'CHEST' },
    '00185101': { vr: 'CS', value: 'PA' },
    '00280002': { vr: 'US', value: 1 },
    '00280004': { vr: 'CS', value: options.photometric ?? 'MONOCHROME2' },
    '00280010': { vr: 'US', value: options.rows ?? 4 },
    '00280011': { vr: 'US', value: options.columns ?? 4 },
    '00280100': { vr: 'US', value: bitsAllocated },
    '00280101': { vr: 'US', value: bitsStored },
    '00280102': { vr: 'US', value: bitsStored - 1 },
    '00280103': { vr: 'US', value: options.signed ? 1 : 0 },
    ...options.elements,
  };
  return writeDicom({
    transferSyntax: options.transferSyntax ?? syntaxes.explicit,
    elements: Object.entries(elements).flatMap(([tag, element]) =>
      element ? [{ tag, ...element }] : [],
    ),
    ...(options.pixelData ? { pixelData: options.pixelData } : {}),
  });
}

/** Little-endian OW pixel data. */
export function words(values: ArrayLike<number>): { vr: 'OW'; bytes: Uint8Array } {
  return { vr: 'OW', bytes: new Uint8Array(Uint16Array.from(values, (v) => v & 0xffff).buffer) };
}

/** A picture with gradients, an edge and fine structure; values below 2^bits. */
export function testPattern(columns: number, rows: number, bits: number): Uint16Array {
  const top = 2 ** bits - 1;
  return Uint16Array.from({ length: columns * rows }, (_, i) => {
    const x = i % columns;
    const y = Math.floor(i / columns);
    const smooth = (x / columns + y / rows) / 2;
    const edge = x > columns / 2 ? 0.2 : 0;
    const fine = ((x * 7919 + y * 104_729) % 97) / 97 / 10;
    return Math.min(top, Math.round((smooth * 0.7 + edge + fine) * top));
  });
}
