// SPDX-License-Identifier: Apache-2.0
import { crc32, deflateSync } from 'node:zlib';
import { contourOf, maskOnImage, percentile, type PixelMask } from '@asarg/evaluation';
import type { Radiograph } from '@asarg/imaging';

/** A film with outlines to draw over it. */
export interface Overlay {
  readonly radiograph: Radiograph;
  readonly masks: readonly {
    readonly mask: PixelMask;
    readonly colour: readonly [number, number, number];
  }[];
}

const cell = 256;
const gap = 4;

/** Films in a grid, each squashed to 256 x 256, as an RGB PNG. */
export function contactSheet(overlays: readonly Overlay[]): Buffer {
  const columns = Math.ceil(Math.sqrt(overlays.length));
  const rows = Math.ceil(overlays.length / columns);
  const width = columns * (cell + gap) - gap;
  const height = rows * (cell + gap) - gap;
  const rgb = new Uint8Array(width * height * 3);
  for (const [k, overlay] of overlays.entries()) {
    const left = (k % columns) * (cell + gap);
    const top = Math.floor(k / columns) * (cell + gap);
    draw(overlay, (x, y, colour) => rgb.set(colour, ((top + y) * width + left + x) * 3));
  }
  return encodeRgbPng(rgb, width, height);
}

type Put = (x: number, y: number, colour: readonly [number, number, number]) => void;

function draw({ radiograph, masks }: Overlay, put: Put): void {
  const { width, height, pixels } = radiograph;
  const sorted = Float64Array.from(pixels).sort();
  const [low, high] = [percentile(sorted, 1), percentile(sorted, 99)];
  for (let y = 0; y < cell; y++) {
    for (let x = 0; x < cell; x++) {
      const at =
        Math.floor(((y + 0.5) * height) / cell) * width + Math.floor(((x + 0.5) * width) / cell);
      const grey = Math.max(
        0,
        Math.min(255, Math.round(((pixels[at]! - low) / (high - low || 1)) * 255)),
      );
      put(x, y, [grey, grey, grey]);
    }
  }
  for (const { mask, colour } of masks) {
    const grid = { xx: cell / mask.width, x0: 0, yy: cell / mask.height, y0: 0 };
    const small = maskOnImage(mask, grid, { width: cell, height: cell });
    for (const at of contourOf(small, cell, cell)) put(at % cell, Math.floor(at / cell), colour);
  }
}

/** PNG (ISO 15948), colour type 2, no filter. */
function encodeRgbPng(rgb: Uint8Array, width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const stride = width * 3;
  const raw = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++)
    raw.set(rgb.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
