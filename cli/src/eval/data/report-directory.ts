// SPDX-License-Identifier: Apache-2.0
import { basename, extname } from 'node:path';
import { UsageError } from '../../usage.js';
import { openFileSet, type FileSet } from './file-set.js';

/** A study with a report and a frontal film that is there. */
export interface Study {
  readonly id: string;
  readonly split: string | undefined;
  /** Findings as written. */
  readonly reference: string;
  /** Name of its first frontal film in the file set. */
  readonly image: string;
}

/** A data set of reports and films. */
export interface ReportDirectory {
  readonly files: FileSet;
  /** Studies with findings and a film. */
  readonly studies: readonly Study[];
  /** Findings of all studies, film or not, by split; for what a model may have read. */
  readonly findings: readonly {
    readonly id: string;
    readonly split?: string;
    readonly text: string;
  }[];
}

interface Line {
  readonly uid?: string | number;
  readonly findings?: string;
  readonly split?: string;
  readonly images?: readonly { readonly id: string; readonly projection?: string }[];
}

/**
 * Opens a folder (or tar) with `reports.jsonl`, a line per study: `uid`, `findings`, optionally
 * `split`, and `images` with `id` and `projection`; and films named by image id, in folders or tars.
 * @throws UsageError when there is no `reports.jsonl` or a line is not JSON.
 */
export async function openReportDirectory(path: string): Promise<ReportDirectory> {
  const files = await openFileSet(path);
  const index = files.names.find((name) => basename(name) === 'reports.jsonl');
  if (!index) throw new UsageError(`expected reports.jsonl in ${path}, found none`, 'eval');
  const films = new Map(
    files.names
      .filter((name) => /\.(?:jpe?g|png|dcm)$/i.test(name))
      .map((name) => [basename(name, extname(name)), name]),
  );
  const lines = parseLines((await files.read(index)).toString('utf8'), index) as Line[];
  const studies: Study[] = [];
  const findings = [];
  for (const { uid, findings: text = '', split, images = [] } of lines) {
    const reference = text.trim();
    if (uid === undefined || reference === '') continue;
    const id = String(uid);
    findings.push({ id, split, text: reference });
    const image = images
      .filter(({ projection = 'frontal' }) => /^(?:frontal|pa|ap)$/i.test(projection))
      .map((film) => films.get(film.id))
      .find((name) => name !== undefined);
    if (image) studies.push({ id, split, reference, image });
  }
  return { files, studies, findings };
}

/** JSON lines. @throws UsageError naming the line that is not JSON. */
export function parseLines(text: string, name: string): unknown[] {
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line) as unknown];
    } catch (error) {
      throw new UsageError(
        `${name}:${at + 1}: expected a JSON object, found something else`,
        'eval',
        {
          cause: error,
        },
      );
    }
  });
}
