// SPDX-License-Identifier: Apache-2.0
import { basename } from 'node:path';
import type { Interruption } from '../../interruption.js';
import { exitCode } from '../../usage.js';
import { openFileSet, type FileSet } from '../data/file-set.js';
import type { EvalSegmentationCommand } from '../eval-options.js';
import { inParallel } from '../in-parallel.js';
import { startProgress } from '../progress-bar.js';
import { accessTo } from '../mesh-access.js';
import { withMesh } from '../../with-mesh.js';
import { writeOut } from '../write-out.js';
import { contactSheet, type Overlay } from './contact-sheet.js';
import { overlayClasses } from './score-masks.js';
import { evalMasks } from './eval-masks.js';
import { evalRatio } from './eval-ratio.js';
import { createSegmenter, type SegmentedFilm, type Segmenter } from './segment-film.js';

/** What both kinds of evaluation work with. */
export interface SegmentationTask {
  readonly command: EvalSegmentationCommand;
  readonly files: FileSet;
  readonly segmenter: Segmenter;
  /** Segments films two at once, with a progress bar, and keeps overlays; failures are collected. */
  each(
    films: readonly string[],
    score: (film: string, segmented: SegmentedFilm) => Promise<void>,
  ): Promise<void>;
}

/** Outcome of an evaluation: what is printed and what --json writes. */
export interface SegmentationOutcome {
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

const inFlight = 2;

/** `asarg eval segmentation`. @returns the exit code: 1 when any film failed. */
export async function evalSegmentation(
  command: EvalSegmentationCommand,
  interruption: Interruption,
): Promise<number> {
  const files = await openFileSet(command.data);
  const withReports = files.names.some((name) => basename(name) === 'reports.jsonl');
  const choice = { url: command.url, bundlesFolder: command.bundles };
  return withMesh(choice, interruption, async (gatewayUrl) => {
    const segmenter = createSegmenter(await accessTo(gatewayUrl).specialist('cxas'));
    const overlays: Overlay[] = [];
    const failures: { film: string; reason: string }[] = [];
    const task: SegmentationTask = {
      command,
      files,
      segmenter,
      async each(films, score) {
        const bar = startProgress('films', films.length);
        try {
          await inParallel(films, inFlight, async (film) => {
            interruption.signal.throwIfAborted();
            try {
              const segmented = await segmenter.segment(await files.read(film));
              if (overlays.length < (command.overlays?.count ?? 0))
                overlays.push(overlayOf(segmented));
              await score(film, segmented);
            } catch (error) {
              failures.push({
                film,
                reason: error instanceof Error ? error.message : String(error),
              });
            }
            bar.step();
          });
        } finally {
          bar.stop();
        }
      },
    };
    try {
      const outcome = await (withReports ? evalRatio(task) : evalMasks(task));
      process.stdout.write(outcome.text);
      if (failures.length > 0) {
        process.stdout.write(`\n${failures.length} films failed and are not in the scores:\n`);
        for (const { film, reason } of failures) process.stdout.write(`  ${film}: ${reason}\n`);
      }
      if (command.overlays) await writeOut(command.overlays.file, contactSheet(overlays));
      const model = await segmenter.identity();
      if (command.json)
        await writeOut(
          command.json,
          `${JSON.stringify({ model, ...outcome.json, failures }, null, 1)}\n`,
        );
    } finally {
      segmenter.close();
    }
    return failures.length > 0 ? exitCode.failed : exitCode.ok;
  });
}

function overlayOf(segmented: SegmentedFilm): Overlay {
  const masks = overlayClasses.flatMap(({ classId, colour }) => {
    const mask = segmented.mask(classId);
    return mask ? [{ mask, colour }] : [];
  });
  return { radiograph: segmented.radiograph, masks };
}
