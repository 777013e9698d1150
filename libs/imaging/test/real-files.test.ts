// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readRadiograph, renderDisplay, toFrame } from '../src/index.js';

const folder = fileURLToPath(new URL('../../../../shared/data/dicom/', import.meta.url));
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.dcm')) : [];

describe('real radiographs', () => {
  it('are beside the repository', (context) => {
    context.skip(files.length === 0, 'no real DICOM files: ../shared/data/dicom is absent');
    expect(files.length).toBeGreaterThan(0);
  });

  it.each(files)('%s is read, air dark, and displayed', async (name) => {
    const radiograph = await readRadiograph(readFileSync(folder + name));
    const frame = toFrame(radiograph);
    const png = await sharp(await renderDisplay(radiograph, { maxSide: 256 })).metadata();

    expect(Math.min(radiograph.width, radiograph.height)).toBeGreaterThan(500);
    expect(Math.max(frame.width, frame.height)).toBeLessThanOrEqual(1440);
    expect(png).toMatchObject({ format: 'png', channels: 1 });
    expect(radiograph.display.inverted).toBe(true);
  });

  it.skipIf(!files.includes('RG1_J2KI.dcm'))('the CR chest has its known geometry', async () => {
    const radiograph = await readRadiograph(readFileSync(`${folder}RG1_J2KI.dcm`));

    expect([radiograph.width, radiograph.height]).toContain(1955);
    expect([radiograph.width, radiograph.height]).toContain(1841);
    expect(radiograph).toMatchObject({ bits: 15, transferSyntax: '1.2.840.10008.1.2.4.91' });
    expect(radiograph.display).toMatchObject({ windowCenter: 15_000, windowWidth: 30_000 });
  });

  it.skipIf(!files.includes('Fake_MONOHR1.dcm'))(
    'the film that only claims to be MONOCHROME1 is read as it claims, with a warning',
    async () => {
      const radiograph = await readRadiograph(readFileSync(`${folder}Fake_MONOHR1.dcm`));

      expect(radiograph.warnings).toContainEqual(expect.stringMatching(/looks inverted/));
    },
  );
});
