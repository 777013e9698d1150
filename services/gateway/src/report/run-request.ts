// SPDX-License-Identifier: Apache-2.0
import type { GenerationOptions } from '@asarg/contracts';
import type { Logger } from '@asarg/service-kit';
import type { FusionEdge } from '../edges/fusion-edge.js';
import type { DecodedImage } from '../edges/imaging-edge.js';
import type { BlobStore } from '../store/blob-store.js';
import type { ReportStore } from '../store/report-store.js';
import type { LiveReports } from './live-reports.js';
import type { ReportTrace } from './report-trace.js';

/** What a run works with. */
export interface RunParts {
  readonly live: LiveReports;
  readonly store: ReportStore;
  readonly blobs: BlobStore;
  readonly fusion: FusionEdge;
  readonly logger: Logger;
  readonly reportDeadlineMs: number;
  /** Aborted when the gateway cannot wait for reports any longer. */
  readonly stop: AbortSignal;
}

/** What a run is about. Times are of `performance.now()`. */
export interface RunRequest {
  readonly id: string;
  readonly createdAt: Date;
  readonly startedAtMs: number;
  /** When it got its place; `startedAtMs` if it did not wait for one. */
  readonly takenAtMs: number;
  readonly receivedAtMs: number;
  readonly decodedAtMs: number;
  readonly image: DecodedImage;
  readonly options: GenerationOptions;
  /** Trace that records it, if any. */
  readonly traceId: string | null;
  readonly trace: ReportTrace;
}
