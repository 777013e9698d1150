// SPDX-License-Identifier: Apache-2.0
import type { GenerateResponse } from '@asarg/contracts';
import { TensorError } from '@asarg/tensor';
import { ProblemError } from '../http/problem.js';
import { eventFromFusion } from './event-from-fusion.js';
import type { FusionClock } from './fusion-clock.js';
import type { LiveReport } from './live-reports.js';
import { createMaskCollector, type MaskCollector } from './mask-collector.js';
import { MaskError } from './mask-from-tensor.js';
import type { FusionEnd } from './report-event.js';
import type { ReportStages } from './report-stages.js';
import type { RunParts, RunRequest } from './run-request.js';

/** How the stream of fusion-llm ended. */
export interface FusionStream {
  readonly end: FusionEnd;
  /** By which its stages were placed: `clock.hear`. */
  readonly offsetMs: number;
}

/**
 * Calls fusion-llm and brings its events into the report, masks included. Until the first of them
 * arrives the report is in the stage `transfer`; then its work is placed by `clock`. Rejects with a gRPC
 * error, or with ProblemError when the stream is not as the contract says.
 */
export async function readFusionStream(
  parts: RunParts,
  { id, image, options }: RunRequest,
  live: LiveReport,
  { clock, stages }: { readonly clock: FusionClock; readonly stages: ReportStages },
  elapsedMs: () => number,
  onTaken: () => void,
): Promise<FusionStream> {
  const geometry = { width: image.width, height: image.height, scale: image.scale };
  const registry = parts.fusion.specialists().catch(() => undefined);
  const masks = createMaskCollector(id, geometry, registry, parts);
  let offsetMs = 0;
  const limits = { deadlineMs: parts.reportDeadlineMs, signal: parts.stop };
  let end: FusionEnd | undefined;
  for await (const { event } of parts.fusion.generate({ frame: image.frame, options }, limits)) {
    if (event === undefined) continue;
    const arrivedMs = elapsedMs();
    offsetMs = clock.hear(event, arrivedMs);
    stages.leave(arrivedMs);
    // Stages begin before the input gate has seen the image: they promise nothing.
    if (event.$case !== 'stageStarted' && event.$case !== 'stage') onTaken();
    if (end !== undefined) throw contractBroken('an event after the end');
    if (event.$case === 'done') end = event.value;
    else if (event.$case === 'maskHeader' || event.$case === 'maskChunk') pushMask(masks, event);
    // A subscriber may fetch a sentence's masks at once, so they are stored before it goes out.
    if (event.$case === 'sentence') await settle(masks);
    const told = eventFromFusion(event, { reportId: id, geometry, offsetMs });
    if (told?.type === 'stage_started' || told?.type === 'stage') stages.forward(told);
    else if (told !== undefined) live.append(told);
  }
  if (end === undefined) throw contractBroken('the end of the stream before the end of the report');
  stages.enter('store', stages.lastEndMs - clock.lateMs);
  await settle(masks);
  asContract(() => masks.finish(live.report.sentences));
  return { end, offsetMs };
}

type MaskEvent = Extract<
  NonNullable<GenerateResponse['event']>,
  { $case: 'maskHeader' | 'maskChunk' }
>;

function pushMask(masks: MaskCollector, event: MaskEvent): void {
  asContract(() =>
    masks.push(
      event.$case === 'maskHeader'
        ? { $case: 'header', value: event.value }
        : { $case: 'chunk', value: event.value },
    ),
  );
}

async function settle(masks: MaskCollector): Promise<void> {
  await masks.settled().catch((error: unknown) =>
    asContract(() => {
      throw error;
    }),
  );
}

function asContract(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (error instanceof TensorError || error instanceof MaskError) {
      throw contractBroken('a mask that is malformed', error);
    }
    throw error;
  }
}

function contractBroken(found: string, cause?: unknown): ProblemError {
  return new ProblemError('fusion-failed', 'fusion-llm did not keep to its contract.', {
    expected: 'events as in asarg.report.v1.ReportService.Generate, with `done` last',
    found,
    cause,
  });
}
