// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMeshFile } from '../mesh-file.js';
import { createObserver } from './observer.js';
import { startSampleEndpoints, type SampleEndpoints } from './sample-endpoints.js';

const { signal } = new AbortController();
let mesh: SampleEndpoints;

beforeEach(async () => {
  mesh = await startSampleEndpoints();
});
afterEach(() => mesh.close());

const command = (metrics: Readonly<Record<string, string>>) => ({
  meshFile: undefined,
  intervalMs: 1000,
  metrics,
});

describe('createObserver', () => {
  it('tells levels after one scrape and rates after two, services as a report meets them', async () => {
    const observer = await createObserver(command(mesh.urls));
    const first = await observer.observe(signal);
    expect(first.services.map(({ name }) => name)).toEqual(['gateway', 'fusion-llm', 'vision']);
    expect(first.reports).toMatchObject({ inProgress: 3, perSecond: undefined });
    mesh.advance();
    const second = await observer.observe(signal);
    expect(second.reports).toMatchObject({ degradedShare: 0.2, failedShare: 0.1 });
    expect(second.reports.perSecond).toBeGreaterThan(0);
    expect(second.services.find(({ name }) => name === 'vision')).toMatchObject({
      inFlight: 4,
      queueDepth: 3,
      batchMean: 1.5,
      errorShare: 1 / 11,
    });
  });

  it('shows a service that does not answer, and takes it up again by itself', async () => {
    const observer = await createObserver(command(mesh.urls));
    await observer.observe(signal);
    mesh.answerWith({ vision: 503 });
    const away = await observer.observe(signal);
    expect(away.services.at(-1)).toEqual({ name: 'vision', failure: 'HTTP 503', stages: [] });
    expect(away.services[0]?.failure).toBeUndefined();
    mesh.answerWith({ vision: 'hang up' });
    expect((await observer.observe(signal)).services.at(-1)?.failure).toMatch(/^does not answer: /);
    mesh.answerWith({ vision: 'a web page' });
    expect((await observer.observe(signal)).services.at(-1)?.failure).toBe(
      'no metrics there: line 1: expected the name of a metric, found something else',
    );
    mesh.answerWith({});
    const back = await observer.observe(signal);
    expect(back.services.at(-1)).toMatchObject({ queueDepth: 3, callsPerSecond: undefined });
    mesh.advance();
    const after = await observer.observe(signal);
    expect(after.services.at(-1)?.callsPerSecond).toBeGreaterThan(0);
  });

  it('does not wait for a service longer than an interval', async () => {
    mesh.answerWith({ vision: 'nothing' });
    const observer = await createObserver({ ...command(mesh.urls), intervalMs: 50 });
    const { services } = await observer.observe(signal);
    expect(services.at(-1)?.failure).toBe('no answer in time');
  });

  it('stops at once when it is told to', async () => {
    mesh.answerWith({ vision: 'nothing' });
    const observer = await createObserver(command(mesh.urls));
    const stop = new AbortController();
    const observed = observer.observe(stop.signal);
    stop.abort(new Error('enough'));
    await expect(observed).rejects.toThrow('enough');
  });

  describe('with the file of a mesh', () => {
    let folder: string;
    let meshFile: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'asarg-top-'));
      meshFile = join(folder, 'mesh.json');
    });
    afterEach(() => rm(folder, { recursive: true }));
    const write = async (metrics: Record<string, string>) => {
      const file = createMeshFile(meshFile);
      await file.write({ gateway: 'http://127.0.0.1:1', addresses: {}, metrics });
      return file;
    };
    const from = () => createObserver({ ...command({}), meshFile });

    it('follows a mesh that is started anew on other ports', async () => {
      const file = await write({ gateway: 'http://127.0.0.1:1/metrics' });
      const observer = await from();
      expect((await observer.observe(signal)).services[0]?.failure).toBeDefined();
      file.remove();
      expect((await observer.observe(signal)).services[0]?.failure).toBeDefined();
      await write(mesh.urls);
      expect((await observer.observe(signal)).services.map(({ failure }) => failure)).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    });

    it('refuses a file that is not there, and one that names no metrics', async () => {
      await expect(from()).rejects.toThrow('expected the file of a running mesh, found ENOENT');
      await write({});
      await expect(from()).rejects.toThrow('expected where services tell their metrics');
    });
  });
});
