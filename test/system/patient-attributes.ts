// SPDX-License-Identifier: Apache-2.0
import { parseDicom } from 'dicom-parser';

/** Attributes of a person in DICOM: tag (group 0010), VR and a value that appears nowhere else. */
export const patientAttributes: readonly (readonly [string, string, string])[] = [
  ['0010', 'PN', 'Quetzalcanary^Name'],
  ['0020', 'LO', 'quetzalcanary-id'],
  ['0021', 'LO', 'quetzalcanary-issuer'],
  ['0022', 'CS', 'QUETZALCANARY_T'],
  ['0030', 'DA', '19030517'],
  ['0032', 'TM', '031741.271828'],
  ['0033', 'LO', 'quetzalcanary-calendar'],
  ['0040', 'CS', 'O'],
  ['1000', 'LO', 'quetzalcanary-other-id'],
  ['1001', 'PN', 'Quetzalcanary^Other'],
  ['1005', 'PN', 'Quetzalcanary^Birth'],
  ['1010', 'AS', '117Y'],
  ['1020', 'DS', '1.9827364'],
  ['1030', 'DS', '93.827364'],
  ['1040', 'LO', 'quetzalcanary street 7'],
  ['1060', 'PN', 'Quetzalcanary^Mother'],
  ['1080', 'LO', 'quetzalcanary-rank'],
  ['1081', 'LO', 'quetzalcanary-branch'],
  ['1090', 'LO', 'quetzalcanary-locator'],
  ['2000', 'LO', 'quetzalcanary-alert'],
  ['2110', 'LO', 'quetzalcanary-allergy'],
  ['2150', 'LO', 'quetzalcanary-country'],
  ['2152', 'LO', 'quetzalcanary-region'],
  ['2154', 'SH', '+99 271 828 1828'],
  ['2160', 'SH', 'quetzalcan-ethn'],
  ['2180', 'SH', 'quetzalcan-occ'],
  ['21A0', 'CS', 'QUETZALCANARY_S'],
  ['21B0', 'LT', 'quetzalcanary history of everything'],
  ['21D0', 'DA', '19171103'],
  ['21F0', 'LO', 'quetzalcanary-religion'],
  ['2297', 'PN', 'Quetzalcanary^Guardian'],
  ['2299', 'LO', 'quetzalcanary-organisation'],
  ['4000', 'LT', 'quetzalcanary comments'],
];

/** What must not be found; values too short to be told from chance are left out (`O`). */
export const patientCanaries: readonly string[] = [
  'quetzalcan',
  ...patientAttributes.map(([, , value]) => value).filter((value) => value.length > 1),
];

/** An explicit little-endian DICOM file with its group 0010 replaced by `patientAttributes`. */
export function withPatient(file: Uint8Array): Buffer {
  const { elements } = parseDicom(file);
  const starts = Object.values(elements)
    .map(({ tag, dataOffset }) => ({ tag, start: dataOffset - 8 }))
    .filter(({ tag }) => !tag.startsWith('x0002'))
    .toSorted((a, b) => a.start - b.start);
  const from = starts.find(({ tag }) => tag >= 'x0010')!.start;
  const to = starts.find(({ tag }) => tag >= 'x0011')!.start;
  const group = patientAttributes.map(([element, vr, value]) => {
    const bytes = Buffer.from(value.length % 2 === 0 ? value : `${value} `, 'latin1');
    const head = Buffer.alloc(8);
    head.writeUInt16LE(0x0010, 0);
    head.writeUInt16LE(Number.parseInt(element, 16), 2);
    head.write(vr, 4, 'latin1');
    head.writeUInt16LE(bytes.length, 6);
    return Buffer.concat([head, bytes]);
  });
  return Buffer.concat([file.subarray(0, from), ...group, file.subarray(to)]);
}
