// SPDX-License-Identifier: Apache-2.0
import type { DatabaseSync } from 'node:sqlite';
import type { MaskModel } from '../report/mask-model.js';
import type { ReportEvent } from '../report/report-event.js';
import type { ReportModel } from '../report/report-model.js';
import { transaction } from './database.js';
import type { MaskKey } from '../report/mask-key.js';

/** An event as it is stored. */
export interface StoredEvent {
  /** Sequence number within the report, from 1, without gaps. */
  readonly id: number;
  readonly type: ReportEvent['type'];
  /** The event's data as JSON. */
  readonly data: string;
}

/** Reports, their events and their masks. All calls are synchronous and short. */
export interface ReportStore {
  insert(report: ReportModel): void;
  remove(id: string): void;
  /** The report as last saved. */
  find(id: string): ReportModel | undefined;
  /** Ids of reports that no end was stored for. */
  unfinished(): readonly string[];
  /** Adds events in one transaction. */
  appendEvents(id: string, events: readonly StoredEvent[]): void;
  /** Events after `sequence` in order, at most `limit`. */
  eventsAfter(id: string, sequence: number, limit: number): readonly StoredEvent[];
  /** Stores the report's end, events before it and its last event at once, durably. */
  finish(report: ReportModel, sequence: number, before?: readonly StoredEvent[]): void;
  /** Digest of the display rendering; undefined until it is stored. */
  imageBlob(id: string): string | undefined;
  setImageBlob(id: string, digest: string): void;
  addMask(id: string, mask: MaskModel, blob: string): void;
  masks(id: string): readonly MaskModel[];
  maskBlob(
    id: string,
    key: MaskKey,
  ): { readonly mask: MaskModel; readonly blob: string } | undefined;
  /** Throws when the database does not answer. */
  probe(): void;
}

/** Reports in an open database. */
export function createReportStore(database: DatabaseSync): ReportStore {
  const prepare = (sql: string) => database.prepare(sql);
  const insertReport = prepare(
    'INSERT INTO reports (id, status, created_at, report) VALUES (?, ?, ?, ?)',
  );
  const updateReport = prepare('UPDATE reports SET status = ?, report = ? WHERE id = ?');
  const deleteReport = prepare('DELETE FROM reports WHERE id = ?');
  const selectReport = prepare('SELECT report FROM reports WHERE id = ?');
  const selectUnfinished = prepare("SELECT id FROM reports WHERE status = 'IN_PROGRESS'");
  const insertEvent = prepare('INSERT INTO report_events VALUES (?, ?, ?, ?)');
  const selectEvents = prepare(
    `SELECT sequence AS id, type, data FROM report_events
     WHERE report_id = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
  );
  const selectImage = prepare('SELECT image_blob AS blob FROM reports WHERE id = ?');
  const updateImage = prepare('UPDATE reports SET image_blob = ? WHERE id = ?');
  const upsertMask = prepare('INSERT OR REPLACE INTO report_masks VALUES (?, ?, ?, ?, ?)');
  const selectMasks = prepare('SELECT mask FROM report_masks WHERE report_id = ?');
  const selectMask = prepare(
    'SELECT mask, blob FROM report_masks WHERE report_id = ? AND specialist = ? AND class_id = ?',
  );
  const count = prepare('SELECT 1');

  const insertEvents: ReportStore['appendEvents'] = (reportId, events) => {
    for (const { id, type, data } of events) insertEvent.run(reportId, id, type, data);
  };
  // A lost token is nothing, a lost report is: only ends wait for the disk.
  database.exec('PRAGMA synchronous = NORMAL');
  return {
    insert(report) {
      insertReport.run(report.id, report.status, report.createdAt, JSON.stringify(report));
    },
    remove: (id) => void deleteReport.run(id),
    find: (id) => parse<ReportModel>(selectReport.get(id)?.['report']),
    unfinished: () => selectUnfinished.all().map((row) => String(row['id'])),
    appendEvents: (id, events) => transaction(database, () => insertEvents(id, events)),
    eventsAfter: (id, sequence, limit) =>
      selectEvents.all(id, sequence, limit) as unknown as StoredEvent[],
    finish(report, sequence, before = []) {
      database.exec('PRAGMA synchronous = FULL');
      try {
        const data = JSON.stringify(report);
        transaction(database, () => {
          updateReport.run(report.status, data, report.id);
          insertEvents(report.id, [...before, { id: sequence, type: 'report', data }]);
        });
      } finally {
        database.exec('PRAGMA synchronous = NORMAL');
      }
    },
    imageBlob: (id) => (selectImage.get(id)?.['blob'] as string | null | undefined) ?? undefined,
    setImageBlob: (id, digest) => void updateImage.run(digest, id),
    addMask(id, mask, blob) {
      upsertMask.run(id, mask.specialist, mask.class.id, JSON.stringify(mask), blob);
    },
    masks: (id) => selectMasks.all(id).map((row) => JSON.parse(String(row['mask'])) as MaskModel),
    maskBlob(id, { specialist, classId }) {
      const row = selectMask.get(id, specialist, classId);
      const mask = parse<MaskModel>(row?.['mask']);
      return mask === undefined ? undefined : { mask, blob: String(row?.['blob']) };
    },
    probe: () => void count.get(),
  };
}

function parse<T>(json: unknown): T | undefined {
  return typeof json === 'string' ? (JSON.parse(json) as T) : undefined;
}
