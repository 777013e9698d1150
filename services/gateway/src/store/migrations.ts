// SPDX-License-Identifier: Apache-2.0

/** One step of the database's schema and the way back. */
export interface Migration {
  readonly up: string;
  readonly down: string;
}

/** Steps in order; the schema version is how many are applied (`PRAGMA user_version`). */
export const migrations: readonly Migration[] = [
  {
    up: `
      CREATE TABLE reports (
        id TEXT PRIMARY KEY,
        status TEXT NOT NULL,
        created_at TEXT NOT NULL,
        report TEXT NOT NULL,
        image_blob TEXT
      ) STRICT;
      CREATE INDEX reports_by_status ON reports (status);
      CREATE TABLE report_events (
        report_id TEXT NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
        sequence INTEGER NOT NULL,
        type TEXT NOT NULL,
        data TEXT NOT NULL,
        PRIMARY KEY (report_id, sequence)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE report_masks (
        report_id TEXT NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
        specialist TEXT NOT NULL,
        class_id INTEGER NOT NULL,
        mask TEXT NOT NULL,
        blob TEXT NOT NULL,
        PRIMARY KEY (report_id, specialist, class_id)
      ) STRICT, WITHOUT ROWID;
    `,
    down: `
      DROP TABLE report_masks;
      DROP TABLE report_events;
      DROP TABLE reports;
    `,
  },
];
