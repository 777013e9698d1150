// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { type DicomElement, writeDicom } from '@asarg/imaging';
import type { Phantom } from '../draw-phantom.js';

const explicitLittleEndian = '1.2.840.10008.1.2.1';
const computedRadiography = '1.2.840.10008.5.1.4.1.1.1';

/**
 * Writes a phantom as a CR image: 12 bits in 16, MONOCHROME2, uncompressed, with UIDs derived from
 * its seed. There is no patient; the names say so.
 * @param variant tells apart films of one seed, such as an edited pair.
 */
export function phantomDicom(phantom: Phantom, variant = ''): Uint8Array {
  const { pixels, size, seed, projection, habitus } = phantom;
  const identity = `asarg-phantom/2/${seed}/${size}${variant}`;
  const text = (tag: string, vr: string, value: string): DicomElement => ({ tag, vr, value });
  const number = (tag: string, value: number): DicomElement => ({ tag, vr: 'US', value });
  const mm = phantom.mmPerPixel.toFixed(4);
  return writeDicom({
    transferSyntax: explicitLittleEndian,
    elements: [
      text('00080008', 'CS', 'DERIVED\\PRIMARY'),
      text('00080016', 'UI', computedRadiography),
      text('00080018', 'UI', derivedUid(`${identity}/instance`)),
      text('00080020', 'DA', '20260101'),
      text('00080030', 'TM', '120000'),
      text('00080050', 'SH', ''),
      text('00080060', 'CS', 'CR'),
      text('00080070', 'LO', 'ASaRG Mesh'),
      text('00080090', 'PN', ''),
      text('0008103e', 'LO', `PHANTOM CHEST ${projection} - NOT A PATIENT`),
      text('00100010', 'PN', 'PHANTOM^CHEST'),
      text('00100020', 'LO', `PHANTOM-${seed}`),
      text('00100030', 'DA', ''),
      text('00100040', 'CS', habitus.sex === 'male' ? 'M' : 'F'),
      text('00180015', 'CS', 'CHEST'),
      text('00181164', 'DS', `${mm}\\${mm}`),
      text('00185101', 'CS', projection),
      text('0020000d', 'UI', derivedUid(`${identity}/study`)),
      text('0020000e', 'UI', derivedUid(`${identity}/series`)),
      text('00200010', 'SH', 'PHANTOM'),
      text('00200011', 'IS', '1'),
      text('00200013', 'IS', '1'),
      text('00200020', 'CS', 'L\\F'),
      number('00280002', 1),
      text('00280004', 'CS', 'MONOCHROME2'),
      number('00280010', size),
      number('00280011', size),
      number('00280100', 16),
      number('00280101', 12),
      number('00280102', 11),
      number('00280103', 0),
      text('00280301', 'CS', 'NO'),
      text('00281050', 'DS', '2048'),
      text('00281051', 'DS', '4096'),
      text('00281052', 'DS', '0'),
      text('00281053', 'DS', '1'),
      text('00281054', 'LO', 'US'),
    ],
    pixelData: {
      vr: 'OW',
      bytes: new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength),
    },
  });
}

/** A UID under 2.25, whose rest is a 128-bit number (PS3.5 B.2), here from a hash of the name. */
function derivedUid(name: string): string {
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 32);
  return `2.25.${BigInt(`0x${digest}`)}`;
}
