// SPDX-License-Identifier: Apache-2.0
// Draws data/golden-phantom.gz, the radiograph that specialists are probed with: the normal phantom
// of seed 7, 192 x 192, its 12 significant bits cut to 8, row-major, gzipped. Drawing takes about a
// second, which a probe does not have; so it is drawn once. Prints the digest of the pixels.
import { drawPhantom } from '@asarg/phantom';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const { pixels, projection } = drawPhantom({ seed: 7, size: 192, findings: [] });
const bytes = Uint8Array.from(pixels, (value) => value >> 4);
const file = new URL('data/golden-phantom.gz', import.meta.url);
const packed = gzipSync(bytes, { level: 9 });
// The byte that names the operating system of the writer; 255 is "unknown" (RFC 1952, 2.3.1).
packed[9] = 255;
writeFileSync(file, packed);
process.stdout.write(
  `${projection}, ${packed.byteLength} bytes, SHA-256 of the pixels ` +
    `${createHash('sha256').update(bytes).digest('hex')}\n`,
);
