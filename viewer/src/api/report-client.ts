// SPDX-License-Identifier: Apache-2.0
import { fetchWithKey } from '../access/api-key';
import { completeReport } from './complete-report';
import { followEvents, type FollowOptions } from './follow-events';
import { problemOfResponse, ProblemError } from './problem';
import type { Report } from './report-types';

/** Choices for a report; an absent field takes the fusion bundle's default. */
export interface GenerationOptions {
  readonly seed?: number;
  /** 0 (greedy) to 2. */
  readonly temperature?: number;
  /** Above 0, at most 1. */
  readonly topP?: number;
  readonly maxNewTokens?: number;
  /** 0 to 4. */
  readonly guidance?: number;
  /** Slots of the fusion to leave out, separated by commas. */
  readonly without?: string;
  /** What to do with an image that is no chest radiograph. @default 'enforce' (refuse it) */
  readonly gate?: 'enforce' | 'warn';
}

/** The gateway's HTTP interface, as far as this page uses it. Every call throws ProblemError. */
export interface ReportClient {
  create(file: File, options: GenerationOptions, signal: AbortSignal): Promise<Report>;
  get(id: string, signal: AbortSignal): Promise<Report>;
  follow(id: string, options: FollowOptions): Promise<'reported' | 'ended'>;
}

/** Makes a client of the gateway at `base` (no slash at the end). @default '' (this page's server) */
export function createReportClient(base = ''): ReportClient {
  const reportUrl = (id: string) => `${base}/v1/reports/${encodeURIComponent(id)}`;
  return {
    async create(file, options, signal) {
      const body = new FormData();
      for (const [name, value] of Object.entries(options)) {
        if (value !== undefined) body.set(name, String(value));
      }
      // The file goes last so that a streaming parser has read the options before it.
      body.set('image', file, file.name);
      return readReport(await fetchWithKey(`${base}/v1/reports`, { method: 'POST', body, signal }));
    },
    async get(id, signal) {
      return readReport(await fetchWithKey(reportUrl(id), { signal }));
    },
    follow(id, options) {
      return followEvents(`${reportUrl(id)}/events`, { fetch: fetchWithKey, ...options });
    },
  };
}

/** Address of the display rendering of a report's image. */
export function imageUrl(report: Report): string {
  return report.image?.url ?? `/v1/reports/${encodeURIComponent(report.id)}/image`;
}

async function readReport(response: Response): Promise<Report> {
  if (!response.ok) throw new ProblemError(await problemOfResponse(response));
  return completeReport((await response.json()) as Report);
}
