// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { openBlobStore } from './blob-store.js';
import { migrate, openDatabase, schemaVersion, StoreError } from './database.js';
import { migrations } from './migrations.js';

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'asarg-store-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

const tables = (database: DatabaseSync): unknown[] =>
  database.prepare("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").all();

test('every migration is undone by its way back', () => {
  const database = new DatabaseSync(':memory:');
  for (let version = 0; version < migrations.length; version++) {
    migrate(database, migrations, version);
    const before = tables(database);
    migrate(database, migrations, version + 1);
    expect(tables(database)).not.toEqual(before);
    migrate(database, migrations, version);
    expect(tables(database)).toEqual(before);
    expect(schemaVersion(database)).toBe(version);
  }
  database.close();
});

test('a migration that fails leaves the schema as it was', () => {
  const database = new DatabaseSync(':memory:');
  const steps = [{ up: 'CREATE TABLE a (x) STRICT', down: 'DROP TABLE a' }];

  expect(() => migrate(database, steps)).toThrow();

  expect(tables(database)).toEqual([]);
  expect(schemaVersion(database)).toBe(0);
  database.close();
});

test('the database uses a write-ahead log and refuses a newer schema', async () => {
  const data = await folder();
  const database = openDatabase(data);
  expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  database.exec('PRAGMA user_version = 7');
  database.close();

  expect(() => openDatabase(data)).toThrow(StoreError);
  expect(() => openDatabase(data)).toThrow(/schema version 1 or older, found version 7/);
});

test('blobs are stored once, under their digest, and checked when read', async () => {
  const root = await folder();
  const blobs = await openBlobStore(root);
  const bytes = Buffer.from('mask');
  const digest = createHash('sha256').update(bytes).digest('hex');

  expect(await Promise.all([blobs.put(bytes), blobs.put(bytes)])).toEqual([digest, digest]);

  const path = join(root, digest.slice(0, 2), digest.slice(2, 4), digest);
  expect(await readFile(path)).toEqual(bytes);
  expect(await blobs.get(digest)).toEqual(bytes);
  expect(await readdir(join(root, 'partial'))).toEqual([]);
  await writeFile(path, 'task');
  await expect(blobs.get(digest)).rejects.toThrow('does not match its digest');
});

test('half-written blobs of a crash are removed', async () => {
  const root = await folder();
  await openBlobStore(root);
  await writeFile(join(root, 'partial', 'half'), 'x');

  await openBlobStore(root);

  expect(await readdir(join(root, 'partial'))).toEqual([]);
});
