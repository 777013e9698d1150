// SPDX-License-Identifier: Apache-2.0
import { afterAll, describe, expect, it } from 'vitest';
// The built package: the worker's thread is a file of its own.
import { createImagingWorker, type ImagingWorker } from '@asarg/imaging';
import { dicomFixture, testPattern, words } from './support/dicom-fixture.js';

const pixels = testPattern(1200, 1500, 12);
const file = dicomFixture({ columns: 1200, rows: 1500, pixelData: words(pixels) });
const open: ImagingWorker[] = [];

function start(options?: Parameters<typeof createImagingWorker>[0]): ImagingWorker {
  const worker = createImagingWorker(options);
  open.push(worker);
  return worker;
}

afterAll(() => Promise.all(open.map((worker) => worker.close())));

describe('imaging worker', () => {
  it('reads, frames and renders, and leaves the arguments usable', async () => {
    const worker = start();

    const { radiograph, frame } = await worker.decode(file);
    const png = await worker.renderDisplay(radiograph, { maxSide: 100 });

    expect(file.length).toBeGreaterThan(0);
    expect(radiograph.pixels).toEqual(pixels);
    expect(frame).toMatchObject({ width: 600, height: 750, scale: 2 });
    expect([...png.subarray(1, 4)]).toEqual([0x50, 0x4e, 0x47]);
  });

  it('hands an ImagingError over with its code', async () => {
    const worker = start();

    await expect(worker.decode(new Uint8Array())).rejects.toMatchObject({
      name: 'ImagingError',
      code: 'empty',
    });
    await expect(worker.decode(file.slice(0, 4000))).rejects.toMatchObject({
      code: 'truncated',
    });
  });

  it('answers calls that arrive together, each with its own result', async () => {
    const worker = start();
    const sizes = [3, 5, 7, 9];

    const results = await Promise.all(
      sizes.map((columns) =>
        worker.decode(
          dicomFixture({ columns, rows: 2, pixelData: words(testPattern(columns, 2, 12)) }),
        ),
      ),
    );

    expect(results.map(({ radiograph }) => radiograph.width)).toEqual(sizes);
  });

  it('gives up on a job that takes too long, and the next caller gets a new thread', async () => {
    const worker = start({ timeoutMs: 1 });
    const message = /expected decoding to end within 1 ms/;

    await expect(worker.decode(file)).rejects.toThrow(message);
    await expect(worker.decode(file)).rejects.toThrow(message);
  });

  it('survives a job that brings its thread down', async () => {
    const worker = start({ maxHeapMb: 24 });
    const { radiograph } = await worker.decode(file);
    const voiLut = Array.from({ length: 1_500_000 }, (_, i) => ({ i }));
    const hostile = { ...radiograph, display: { ...radiograph.display, voiLut } };

    await expect(worker.renderDisplay(hostile as never)).rejects.toMatchObject({
      code: 'corrupt',
    });
    expect((await worker.decode(file)).radiograph.digest).toBe(radiograph.digest);
  });

  it('fails open calls when it is closed', async () => {
    const worker = start();
    const late = expect(worker.decode(file)).rejects.toThrow(/was closed/);

    await worker.close();

    await late;
    await expect(worker.decode(file)).rejects.toThrow(/is closed/);
  });
});
