// SPDX-License-Identifier: Apache-2.0
import { open } from 'node:fs/promises';

/** A file inside a tar archive. */
export interface TarMember {
  readonly name: string;
  /** Byte offset of the content in the archive. */
  readonly offset: number;
  readonly size: number;
}

const block = 512;

/**
 * Lists the regular files of an uncompressed tar archive (ustar, pax and GNU long names) without
 * reading their contents.
 * @throws Error when a header is not one.
 */
export async function indexTar(path: string): Promise<TarMember[]> {
  const file = await open(path);
  try {
    const members: TarMember[] = [];
    let longName: string | undefined;
    for (let at = 0; ;) {
      const header = Buffer.alloc(block);
      const { bytesRead } = await file.read(header, 0, block, at);
      if (bytesRead < block || header.every((byte) => byte === 0)) return members;
      const size = sizeOf(header, path, at);
      const offset = at + block;
      const kind = String.fromCharCode(header[156]!);
      if (kind === 'L' || kind === 'x') {
        const content = Buffer.alloc(size);
        await file.read(content, 0, size, offset);
        const text = content.toString('utf8');
        longName = kind === 'L' ? untilZero(text) : (/\d+ path=(.*)\n/.exec(text)?.[1] ?? longName);
      } else {
        if (kind === '0' || kind === '\0')
          members.push({ name: longName ?? nameOf(header), offset, size });
        longName = undefined;
      }
      at = offset + Math.ceil(size / block) * block;
    }
  } finally {
    await file.close();
  }
}

/** Reads one member. */
export async function readTarMember(path: string, { offset, size }: TarMember): Promise<Buffer> {
  const file = await open(path);
  try {
    const content = Buffer.alloc(size);
    await file.read(content, 0, size, offset);
    return content;
  } finally {
    await file.close();
  }
}

function sizeOf(header: Buffer, path: string, at: number): number {
  const sum = header.reduce((total, byte, k) => total + (k >= 148 && k < 156 ? 32 : byte), 0);
  const size = octal(header, 124, 12);
  if (octal(header, 148, 8) !== sum || Number.isNaN(size)) {
    throw new Error(`${path}: expected a tar header at byte ${at}, found something else`);
  }
  return size;
}

const octal = (header: Buffer, from: number, length: number): number =>
  Number.parseInt(
    header
      .toString('latin1', from, from + length)
      .replaceAll('\0', ' ')
      .trim() || '0',
    8,
  );

const untilZero = (text: string): string => text.split('\0', 1)[0] ?? '';

function nameOf(header: Buffer): string {
  const name = untilZero(header.toString('utf8', 0, 100));
  const isUstar = header.toString('latin1', 257, 262) === 'ustar';
  const prefix = isUstar ? untilZero(header.toString('utf8', 345, 500)) : '';
  return prefix ? `${prefix}/${name}` : name;
}
