// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readRadiograph } from '@asarg/imaging';
import { afterAll, expect, test } from 'vitest';
// The built package: worker threads run JavaScript.
import { drawPhantom, writeDataSet } from '../dist/index.js';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function write(workers: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'phantom-'));
  folders.push(folder);
  const kinds = ['pleural effusion'] as const;
  await writeDataSet({
    folder,
    count: 3,
    seed: 40,
    size: 96,
    format: 'both',
    masks: true,
    pairs: true,
    kinds,
    contactSheet: true,
    workers,
  });
  return folder;
}

async function digests(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const pairs = await Promise.all(
    files.map(
      async (file) =>
        [
          file.slice(folder.length),
          createHash('sha256')
            .update(await readFile(file))
            .digest('hex'),
        ] as const,
    ),
  );
  return Object.fromEntries(pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

test('a data set has the same bytes from one worker and from two', async () => {
  const [one, two] = [await write(1), await write(2)];
  expect(await digests(two)).toEqual(await digests(one));
  const lines = (await readFile(join(one, 'reports.jsonl'), 'utf8')).trim().split('\n');
  const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(records.map(({ uid }) => uid)).toEqual(
    [40, 41, 42].flatMap((n) => [`phantom-0000${n}`, `phantom-0000${n}-without`]),
  );
  expect(records[0]).toMatchObject({
    provenance: 'synthetic',
    split: 'val',
    images: [{ projection: 'frontal', rows: '96' }],
    chexpert_silver: { 'Pleural Effusion': 1 },
  });
  expect(records[1]).toMatchObject({
    pair: { of: 'phantom-000040', without: { kind: 'pleural effusion' } },
  });

  const layout = JSON.parse(await readFile(join(one, 'masks.json'), 'utf8')) as { shape: number[] };
  const bits = gunzipSync(await readFile(join(one, 'masks/phantom-000040.masks.gz')));
  const phantom = drawPhantom({ seed: 40, size: 96, kinds: ['pleural effusion'] });
  expect(bits.length).toBe(layout.shape.reduce((product, side) => product * side, 1));
  expect(new Uint8Array(bits)).toEqual(phantom.masks.bits);
  const radiograph = await readRadiograph(await readFile(join(one, 'dicom/phantom-000040.dcm')));
  expect(radiograph.pixels).toEqual(phantom.pixels);
});
