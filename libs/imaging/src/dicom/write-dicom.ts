// SPDX-License-Identifier: Apache-2.0
import { deflateRawSync } from 'node:zlib';
import { dataSetBytes, type DicomElement } from './write-elements.js';

/** A data set to be written, and how. */
export interface DicomFileContent {
  readonly transferSyntax: string;
  /** Without group 0002 and without pixel data, in any order. */
  readonly elements: readonly DicomElement[];
  /** Native value bytes in the byte order of the transfer syntax, or encapsulated fragments. */
  readonly pixelData?:
    | { readonly vr: 'OB' | 'OW'; readonly bytes: Uint8Array }
    | { readonly fragments: readonly Uint8Array[] };
}

const implicitLittleEndian = '1.2.840.10008.1.2';
const explicitBigEndian = '1.2.840.10008.1.2.2';
const deflated = '1.2.840.10008.1.2.1.99';
const implementationClassUid = '2.25.216370586352812083611930417064237150208';

/**
 * Writes a DICOM Part 10 file: preamble, meta header, data set. It encodes what it is given and
 * does not check that an object is complete; SOP class and instance UID are taken from the elements.
 */
export function writeDicom(content: DicomFileContent): Uint8Array {
  const { transferSyntax, elements, pixelData } = content;
  const bigEndian = transferSyntax === explicitBigEndian;
  const explicit = transferSyntax !== implicitLittleEndian;
  const withPixels: DicomElement[] = [...elements];
  if (pixelData) {
    withPixels.push(
      'fragments' in pixelData
        ? { tag: '7fe00010', vr: 'OB', value: pixelData.fragments }
        : { tag: '7fe00010', vr: pixelData.vr, value: pixelData.bytes },
    );
  }
  const body = dataSetBytes(withPixels, { explicit, bigEndian });
  return Buffer.concat([
    new Uint8Array(128),
    Buffer.from('DICM'),
    metaHeader(transferSyntax, elements),
    transferSyntax === deflated ? evenLength(deflateRawSync(body)) : body,
  ]);
}

function metaHeader(transferSyntax: string, elements: readonly DicomElement[]): Uint8Array {
  const uidOf = (tag: string): string =>
    String(elements.find((element) => element.tag === tag)?.value ?? '');
  const encoding = { explicit: true, bigEndian: false };
  const group = dataSetBytes(
    [
      { tag: '00020001', vr: 'OB', value: Uint8Array.of(0, 1) },
      { tag: '00020002', vr: 'UI', value: uidOf('00080016') },
      { tag: '00020003', vr: 'UI', value: uidOf('00080018') },
      { tag: '00020010', vr: 'UI', value: transferSyntax },
      { tag: '00020012', vr: 'UI', value: implementationClassUid },
      { tag: '00020013', vr: 'SH', value: 'ASARG_MESH_0.1' },
    ],
    encoding,
  );
  return Buffer.concat([
    dataSetBytes([{ tag: '00020000', vr: 'UL', value: group.length }], encoding),
    group,
  ]);
}

const evenLength = (bytes: Uint8Array): Uint8Array =>
  bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Uint8Array.of(0)]);
