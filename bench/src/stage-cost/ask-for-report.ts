// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import type { TimedStage } from './report-sample.js';

/** What a report tells of itself, as far as costs depend on it. */
export interface AnsweredReport {
  readonly id: string;
  readonly status: string;
  readonly createdAt: string;
  readonly durationMs: number;
  readonly stages: readonly TimedStage[];
}

const reportWaitSeconds = 60;

/**
 * Asks for a report and waits for it.
 * @returns undefined if the gateway has too many in progress.
 * @throws Error if it refuses for another reason.
 */
export async function askForReport(
  gatewayUrl: string,
  image: Blob,
): Promise<AnsweredReport | undefined> {
  const body = new FormData();
  body.set('image', image, 'image');
  const headers = { Prefer: `wait=${reportWaitSeconds}` };
  const response = await fetch(`${gatewayUrl}/v1/reports`, { method: 'POST', headers, body });
  if (response.status === 429) {
    await response.arrayBuffer();
    return undefined;
  }
  if (response.status !== 201) {
    throw new Error(`expected 201 and a report, found ${response.status}`);
  }
  return (await response.json()) as AnsweredReport;
}

/** Waits until the rendering of a report is stored: its last work. */
export async function waitForImage(gatewayUrl: string, { id }: AnsweredReport): Promise<void> {
  const response = await fetch(`${gatewayUrl}/v1/reports/${id}/image`);
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`expected the image of a report, found ${response.status}`);
}

/** Tokens of a report that has ended, as its events tell them. */
export async function tokensOf(gatewayUrl: string, { id }: AnsweredReport): Promise<number> {
  const response = await fetch(`${gatewayUrl}/v1/reports/${id}/events`);
  const tokens = (await response.text()).match(/^event: token$/gm)?.length ?? 0;
  if (tokens === 0) throw new Error('expected tokens among the events of a report, found none');
  return tokens;
}

/** An image file as it is sent. */
export async function imageOf(file: string): Promise<Blob> {
  return new Blob([await readFile(file)]);
}
