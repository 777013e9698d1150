// SPDX-License-Identifier: Apache-2.0
import { GenerateRequest, type Contribution, type ReportDone } from '@asarg/contracts';
import { createReportClient, MeshError, type ReportClient } from '@asarg/mesh-client';

/** A report of the load. */
export interface LoadedReport {
  /** When it began and ended, in milliseconds of this process's clock. */
  readonly startMs: number;
  readonly endMs: number;
  readonly done?: ReportDone;
  /** Why it failed; undefined if it did not. */
  readonly failure?: string;
  readonly contributions: readonly Contribution[];
}

/** Constant load: clients that ask for one report after the other. */
export interface ReportLoad {
  readonly reports: readonly LoadedReport[];
  /** Resolves when so many reports have ended. */
  until(count: number): Promise<void>;
  /** Resolves when the reports in progress have ended. */
  stop(): Promise<void>;
}

/**
 * Loads fusion-llm with reports of one token: the mesh, not the decoder, is what counts.
 * @param at Address of a fusion-llm, or a client, which is closed with the load.
 */
export function loadReports(
  at: string | ReportClient,
  frame: NonNullable<GenerateRequest['frame']>,
  clients: number,
): ReportLoad {
  const reports: LoadedReport[] = [];
  const client = typeof at === 'string' ? createReportClient(at) : at;
  const request = GenerateRequest.fromPartial({ frame, options: { maxNewTokens: 1 } });
  const stop = new AbortController();
  const waiting = new Set<() => void>();

  async function one(): Promise<LoadedReport> {
    const startMs = performance.now();
    const contributions: Contribution[] = [];
    let done: ReportDone | undefined;
    let failure: string | undefined;
    try {
      for await (const { event } of client.generate(request, { deadlineMs: 60_000 })) {
        if (event?.$case === 'contribution') contributions.push(event.value);
        if (event?.$case === 'done') done = event.value;
      }
    } catch (error) {
      failure = error instanceof MeshError ? error.message : String(error);
    }
    return { startMs, endMs: performance.now(), done, failure, contributions };
  }

  async function loop(): Promise<void> {
    while (!stop.signal.aborted) {
      reports.push(await one());
      waiting.forEach((wake) => wake());
    }
  }

  const loops = Promise.all(Array.from({ length: clients }, loop));
  return {
    reports,
    until: (count) =>
      new Promise((resolve) => {
        const wake = (): void => {
          if (reports.length >= count) {
            waiting.delete(wake);
            resolve();
          }
        };
        waiting.add(wake);
        wake();
      }),
    async stop() {
      stop.abort();
      await loops;
      client.close();
    },
  };
}
