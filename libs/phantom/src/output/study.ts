// SPDX-License-Identifier: Apache-2.0
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { encodePng8 } from '@asarg/imaging';
import { drawPhantom, type Phantom, planPhantom } from '../draw-phantom.js';
import type { Finding, FindingKind } from '../findings/finding.js';
import { channelsOf } from '../findings/finding.js';
import { phantomDicom } from './phantom-dicom.js';
import { type Thumbnail, thumbnailOf } from './thumbnail.js';

/** What is written for each study. */
export interface StudyOptions {
  readonly folder: string;
  readonly size: number;
  readonly format: 'dicom' | 'png' | 'both';
  readonly masks: boolean;
  /** Also the same chest without one of its findings. */
  readonly pairs: boolean;
  readonly kinds?: readonly FindingKind[];
  /** Side of the thumbnails for a contact sheet; 0 for none. */
  readonly thumbnailPx: number;
}

/** One line of reports.jsonl, laid out as OpenI's, and what only a phantom knows. */
export interface StudyRecord {
  readonly uid: string;
  readonly [key: string]: unknown;
}

export interface WrittenStudy {
  readonly records: readonly StudyRecord[];
  readonly thumbnails: readonly Thumbnail[];
}

const compress = promisify(gzip);

/** Makes the folders that studies are written to. */
export async function makeFolders({ folder, format, masks }: StudyOptions): Promise<void> {
  const names = [format !== 'dicom' && 'images', format !== 'png' && 'dicom', masks && 'masks'];
  for (const name of ['', ...names])
    if (name !== false) await mkdir(join(folder, name), { recursive: true });
}

/** Draws the study of a seed and writes its files. */
export async function writeStudy(
  seed: number,
  split: string,
  options: StudyOptions,
): Promise<WrittenStudy> {
  const { findings } = planPhantom({ seed, kinds: options.kinds });
  const uid = `phantom-${String(seed).padStart(6, '0')}`;
  const films: [string, readonly Finding[], Finding | undefined][] = [[uid, findings, undefined]];
  const [removed] = findings;
  if (options.pairs && removed) {
    // A pacemaker goes with its leads.
    const rest = findings.filter(
      (one) =>
        one !== removed &&
        !(removed.kind === 'pacemaker generator' && one.kind === 'pacemaker lead'),
    );
    films.push([`${uid}-without`, rest, removed]);
  }
  const written: [StudyRecord, Thumbnail | undefined][] = [];
  for (const [id, own, without] of films) {
    const phantom = drawPhantom({ seed, size: options.size, findings: own });
    await writeFiles(id, phantom, options, without ? '/without' : '');
    const pair = without && { of: uid, without: without };
    written.push([
      recordOf(id, phantom, split, pair),
      options.thumbnailPx > 0 ? await thumbnailOf(phantom, options.thumbnailPx) : undefined,
    ]);
  }
  return {
    records: written.map(([record]) => record),
    thumbnails: written.flatMap(([, thumbnail]) => thumbnail ?? []),
  };
}

async function writeFiles(
  id: string,
  phantom: Phantom,
  { folder, format, masks }: StudyOptions,
  variant: string,
): Promise<void> {
  if (format !== 'png') {
    await writeFile(join(folder, 'dicom', `${id}.dcm`), phantomDicom(phantom, variant));
  }
  if (format !== 'dicom') {
    await writeFile(
      join(folder, 'images', `${id}.png`),
      await encodePng8(greyOf(phantom), phantom.size, phantom.size),
    );
  }
  if (masks) {
    await writeFile(
      join(folder, 'masks', `${id}.masks.gz`),
      await compress(phantom.masks.bits, { level: 1 }),
    );
  }
}

/** The film in eight bits. */
function greyOf({ pixels }: Phantom): Uint8Array {
  const grey = new Uint8Array(pixels.length);
  for (let i = 0; i < grey.length; i++) grey[i] = pixels[i]! >> 4;
  return grey;
}

function recordOf(
  uid: string,
  { seed, size, mmPerPixel, projection, habitus, report, labels, findings }: Phantom,
  split: string,
  pair: { readonly of: string; readonly without: Finding } | undefined,
): StudyRecord {
  const spacing = mmPerPixel.toFixed(4);
  const withChannels = (list: readonly Finding[]) =>
    list.map((finding) => ({ ...finding, channels: channelsOf(finding) }));
  return {
    uid,
    indication: report.indication,
    comparison: '',
    findings: report.text,
    impression: report.impression,
    mesh_major: [],
    mesh_auto: [],
    images: [
      {
        id: uid,
        projection: 'frontal',
        view: projection,
        rows: `${size}`,
        cols: `${size}`,
        spacing: `['${spacing}', '${spacing}']`,
      },
    ],
    chexpert_silver: labels,
    split,
    provenance: 'synthetic',
    seed,
    sex: habitus.sex,
    age: habitus.age,
    facts: withChannels(findings),
    sentences: report.sentences.map(({ text, findings: stated, denies }) => ({
      text,
      findings: withChannels(stated),
      denies,
    })),
    ...(pair && { pair }),
  };
}
