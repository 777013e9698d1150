// SPDX-License-Identifier: Apache-2.0

/** One element: strings with '\\' between values, numbers, bytes, items of a sequence, fragments. */
export interface DicomElement {
  /** Eight hexadecimal digits, group and element. */
  readonly tag: string;
  readonly vr: string;
  readonly value:
    | string
    | number
    | readonly number[]
    | Uint8Array
    | readonly (readonly DicomElement[])[]
    | readonly Uint8Array[];
}

export interface ElementEncoding {
  readonly explicit: boolean;
  readonly bigEndian: boolean;
}

const undefinedLength = 0xffffffff;
const sequenceDelimiter = [0xfffe, 0xe0dd] as const;
const item = [0xfffe, 0xe000] as const;
// VRs with two reserved bytes and a 32-bit length (PS3.5 7.1.2).
const longVrs = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'UC', 'UN', 'UR', 'UT']);
const numberBytes: Readonly<Record<string, number>> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8 };
const spacePadded = new Set([
  'AE',
  'AS',
  'CS',
  'DA',
  'DS',
  'DT',
  'IS',
  'LO',
  'LT',
  'PN',
  'SH',
  'ST',
  'TM',
  'UT',
]);

/** Encodes elements in ascending order of their tags (PS3.5 7). */
export function dataSetBytes(
  elements: readonly DicomElement[],
  encoding: ElementEncoding,
): Uint8Array {
  const sorted = [...elements].sort((a, b) => a.tag.localeCompare(b.tag));
  return Buffer.concat(sorted.flatMap((element) => elementBytes(element, encoding)));
}

function elementBytes(element: DicomElement, encoding: ElementEncoding): Uint8Array[] {
  const { vr, value } = element;
  const tag = [
    Number.parseInt(element.tag.slice(0, 4), 16),
    Number.parseInt(element.tag.slice(4), 16),
  ] as const;
  if (Array.isArray(value) && value[0] instanceof Uint8Array) {
    return [head(tag, vr, undefinedLength, encoding), ...fragments(value, encoding)];
  }
  const bytes = valueBytes(vr, value, encoding);
  return [head(tag, vr, bytes.length, encoding), bytes];
}

/** An empty offset table, the fragments, the delimiter (PS3.5 A.4). */
function fragments(parts: readonly Uint8Array[], encoding: ElementEncoding): Uint8Array[] {
  return [
    delimiter(item, 0, encoding),
    ...parts.flatMap((part) => {
      const even = padTo(part, 0);
      return [delimiter(item, even.length, encoding), even];
    }),
    delimiter(sequenceDelimiter, 0, encoding),
  ];
}

function valueBytes(
  vr: string,
  value: DicomElement['value'],
  encoding: ElementEncoding,
): Uint8Array {
  if (typeof value === 'string') {
    return padTo(Buffer.from(value, 'latin1'), spacePadded.has(vr) ? 0x20 : 0);
  }
  if (value instanceof Uint8Array) return padTo(value, 0);
  if (vr === 'SQ') {
    const items = value as readonly (readonly DicomElement[])[];
    return Buffer.concat(
      items.flatMap((elements) => {
        const bytes = dataSetBytes(elements, encoding);
        return [delimiter(item, bytes.length, encoding), bytes];
      }),
    );
  }
  return numbers(vr, typeof value === 'number' ? [value] : (value as number[]), encoding);
}

function numbers(vr: string, values: readonly number[], encoding: ElementEncoding): Uint8Array {
  const size = numberBytes[vr];
  if (!size) throw new TypeError(`expected a numeric VR for numbers, found ${vr}`);
  const view = new DataView(new ArrayBuffer(size * values.length));
  const little = !encoding.bigEndian;
  values.forEach((value, i) => {
    if (vr === 'FL') view.setFloat32(4 * i, value, little);
    else if (vr === 'FD') view.setFloat64(8 * i, value, little);
    else if (size === 2) view.setUint16(2 * i, value & 0xffff, little);
    else view.setUint32(4 * i, value >>> 0, little);
  });
  return new Uint8Array(view.buffer);
}

function head(
  tag: readonly [number, number],
  vr: string,
  length: number,
  encoding: ElementEncoding,
): Uint8Array {
  if (!encoding.explicit) return delimiter(tag, length, encoding);
  const isLong = longVrs.has(vr);
  const view = new DataView(new ArrayBuffer(isLong ? 12 : 8));
  const little = !encoding.bigEndian;
  view.setUint16(0, tag[0], little);
  view.setUint16(2, tag[1], little);
  view.setUint8(4, vr.charCodeAt(0));
  view.setUint8(5, vr.charCodeAt(1));
  if (isLong) view.setUint32(8, length, little);
  else view.setUint16(6, length, little);
  return new Uint8Array(view.buffer);
}

/** Tag and 32-bit length: items, delimiters and every element of implicit VR. */
function delimiter(
  tag: readonly [number, number],
  length: number,
  encoding: ElementEncoding,
): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  const little = !encoding.bigEndian;
  view.setUint16(0, tag[0], little);
  view.setUint16(2, tag[1], little);
  view.setUint32(4, length, little);
  return new Uint8Array(view.buffer);
}

function padTo(bytes: Uint8Array, pad: number): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Uint8Array.of(pad)]);
}
