// SPDX-License-Identifier: Apache-2.0
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Migration, migrations } from './migrations.js';

/** Thrown when the data folder cannot be used; the message says why. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** Opens the database in `folder`, which is made if absent, and brings its schema up to date. */
export function openDatabase(folder: string): DatabaseSync {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const database = new DatabaseSync(join(folder, 'reports.sqlite'), { timeout: 5000 });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON');
    migrate(database);
    return database;
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new StoreError(
      `ASARG_DATA: expected a folder that can be written, found "${folder}" (${reason})`,
      { cause: error },
    );
  }
}

/**
 * Applies or undoes migrations until `version` of them are in place, all or none. Throws
 * StoreError for a database of a newer gateway.
 */
export function migrate(
  database: DatabaseSync,
  steps: readonly Migration[] = migrations,
  version = steps.length,
): void {
  const found = schemaVersion(database);
  if (found > steps.length) {
    throw new StoreError(
      `ASARG_DATA: expected a database of schema version ${steps.length} or older, found ` +
        `version ${found}; it was written by a newer gateway`,
    );
  }
  transaction(database, () => {
    for (const step of steps.slice(found, version)) database.exec(step.up);
    for (const step of steps.slice(version, found).toReversed()) database.exec(step.down);
    database.exec(`PRAGMA user_version = ${version}`);
  });
}

/** Runs `work` with all of its changes or none. */
export function transaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    // Some failures, a full disk among them, have already rolled back.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** How many migrations a database has. */
export function schemaVersion(database: DatabaseSync): number {
  const row = database.prepare('PRAGMA user_version').get() as { user_version: number };
  return row.user_version;
}
