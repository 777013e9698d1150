// SPDX-License-Identifier: Apache-2.0
import { GateMode } from '@asarg/contracts';
import { DatabaseSync } from 'node:sqlite';
import { expect, test, vi } from 'vitest';
import { migrate } from '../store/database.js';
import { createReportStore } from '../store/report-store.js';
import { createLiveReports } from './live-reports.js';
import { newReport } from './new-report.js';
import { failReport } from './report-draft.js';

const frame = {
  width: 1,
  height: 1,
  dataType: 3 as const,
  encoding: 1 as const,
  pixels: Uint8Array.of(0),
  digest: 'd',
  columnSpacingMm: 0,
  rowSpacingMm: 0,
};
const image = {
  width: 1,
  height: 1,
  source: 'png' as const,
  digest: 'd',
  warnings: [],
  frame,
  scale: 1,
  render: async () => new Uint8Array(),
};
const initial = newReport('a', new Date(0), image, { without: [], gate: GateMode.UNSPECIFIED });
const error = { type: 'urn:asarg:problem:internal', title: '', status: 500, detail: '' };

function memoryStore() {
  const database = new DatabaseSync(':memory:');
  migrate(database);
  return { database, store: createReportStore(database) };
}

async function collect<T>(source: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of source) all.push(...batch);
  return all;
}

test('followers that come early, late and in between read the same events', async () => {
  const { store } = memoryStore();
  const live = createLiveReports(store);
  const { signal } = new AbortController();
  const report = live.start(initial, () => 12);
  const early = collect(live.follow('a', 0, signal));
  report.append({ type: 'token', data: { index: 0, text: 'No ' } });
  const middle = collect(live.follow('a', 1, signal));
  report.append({ type: 'token', data: { index: 1, text: 'effusion.' } });
  expect(live.find('a')).toMatchObject({ text: 'No effusion.', firstTokenMs: 12 });
  report.finish({ ...report.report, status: 'COMPLETE' });
  const late = collect(live.follow('a', 0, signal));

  expect((await early).map(({ id, type }) => [id, type])).toEqual([
    [1, 'token'],
    [2, 'token'],
    [3, 'report'],
  ]);
  expect(await middle).toEqual((await early).slice(1));
  expect(await late).toEqual(await early);
  expect(live.find('a')).toBeUndefined();
});

test('a follower that leaves stops waiting', async () => {
  const { store } = memoryStore();
  const live = createLiveReports(store);
  live.start(initial, () => 0);
  const leaving = new AbortController();
  const following = collect(live.follow('a', 0, leaving.signal));
  leaving.abort();

  expect(await following).toEqual([]);
});

test('when the disk is full the report still ends, for followers and for readers', async () => {
  const { database, store } = memoryStore();
  const live = createLiveReports(store);
  const report = live.start(initial, () => 0);
  const following = collect(live.follow('a', 0, new AbortController().signal));
  const pages = database.prepare('PRAGMA page_count').get()!['page_count'];
  database.exec(`PRAGMA max_page_count = ${Number(pages)}`);
  const text = 'x'.repeat(1 << 20);

  const token = { type: 'token', data: { index: 0, text } } as const;
  await vi.waitFor(() => expect(() => report.append(token)).toThrow(/full/), { interval: 5 });
  const failed = failReport({ ...report.report, text }, error);
  expect(() => report.finish(failed)).toThrow(/full/);

  expect(await following).toEqual([]);
  expect(live.find('a')).toEqual(failed);
});
