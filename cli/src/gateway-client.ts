// SPDX-License-Identifier: Apache-2.0
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { GatewayError, problemOf, transportError } from './gateway-error.js';
import { keyHeaders } from './key-headers.js';
import type { ReportJson } from './report-json.js';
import { readServerSentEvents } from './sse.js';

/** Options of generation; unset ones are the fusion bundle's. */
export interface ReportOptions {
  readonly seed?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxNewTokens?: number;
  readonly guidance?: number;
  /** Slots of the fusion to leave out, separated by commas. */
  readonly without?: string;
  /** What to do with an image that is no chest radiograph. */
  readonly gate?: 'enforce' | 'warn';
}

/** An event of a report in the making: its SSE name and parsed data. */
export interface ReportEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const reconnects = 5;
const finished = new Set(['COMPLETE', 'PARTIAL', 'FAILED']);

/** The headers of a request, as a record. */
type Init = Omit<RequestInit, 'headers'> & { readonly headers?: Record<string, string> };

async function request(url: URL, init: Init, doing: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, headers: { ...init.headers, ...keyHeaders() } });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw transportError(url.origin, error, doing);
  }
  if (!response.ok) throw new GatewayError(await problemOf(response));
  return response;
}

async function postImage(
  gatewayUrl: string,
  file: string,
  options: ReportOptions,
  signal?: AbortSignal,
): Promise<ReportJson> {
  const form = new FormData();
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) form.set(name, String(value));
  }
  // Fields first: a server that reads the form as it comes knows the options before the image.
  form.set('image', await openAsBlob(file), basename(file));
  const url = new URL('/v1/reports', gatewayUrl);
  const response = await request(url, { method: 'POST', body: form, signal }, 'sending the image');
  return (await response.json()) as ReportJson;
}

/** Follows the events of a report to the end; resumes after a lost connection. */
async function follow(
  eventsUrl: URL,
  onEvent: (event: ReportEvent) => void,
  signal?: AbortSignal,
): Promise<ReportJson | undefined> {
  let lastId = '';
  for (let attempt = 0; attempt <= reconnects; attempt++) {
    const headers: Record<string, string> = { accept: 'text/event-stream' };
    if (lastId) headers['last-event-id'] = lastId;
    const response = await request(eventsUrl, { headers, signal }, 'following the report');
    if (response.status === 204 || !response.body) return undefined;
    try {
      for await (const { event, data, id } of readServerSentEvents(response.body)) {
        lastId = id;
        const parsed = JSON.parse(data) as Record<string, unknown>;
        if (event === 'report') return parsed as unknown as ReportJson;
        onEvent({ event, data: parsed });
      }
    } catch (error) {
      if (signal?.aborted || attempt === reconnects) throw error;
    }
  }
  return undefined;
}

/**
 * Has a gateway make a report.
 * @param gatewayUrl - its base URL.
 * @param file - a DICOM, PNG or JPEG file.
 * @param onEvent - told of stages, tokens and sentences as they come.
 * @returns the finished report: COMPLETE, PARTIAL or FAILED.
 * @throws GatewayError when it is refused or the gateway cannot be reached.
 */
export async function makeReport(
  gatewayUrl: string,
  file: string,
  options: ReportOptions = {},
  onEvent: (event: ReportEvent) => void = () => undefined,
  signal?: AbortSignal,
): Promise<ReportJson> {
  const accepted = await postImage(gatewayUrl, file, options, signal);
  if (finished.has(accepted.status)) return accepted;
  return followReport(gatewayUrl, accepted.id, onEvent, signal);
}

/**
 * A report as far as it is.
 * @throws GatewayError when there is none of this id or the gateway cannot be reached.
 */
export async function readReport(
  gatewayUrl: string,
  id: string,
  signal?: AbortSignal,
): Promise<ReportJson> {
  const url = new URL(pathOf(id), gatewayUrl);
  const response = await request(url, { signal }, 'fetching the report');
  return (await response.json()) as ReportJson;
}

/**
 * Follows a report to its end, from its first event on.
 * @returns the finished report. @throws GatewayError
 */
export async function followReport(
  gatewayUrl: string,
  id: string,
  onEvent: (event: ReportEvent) => void,
  signal?: AbortSignal,
): Promise<ReportJson> {
  const last = await follow(new URL(`${pathOf(id)}/events`, gatewayUrl), onEvent, signal);
  if (last) return last;
  const report = await readReport(gatewayUrl, id, signal);
  if (finished.has(report.status)) return report;
  throw new GatewayError({
    title: 'The report did not end',
    detail: `report ${report.id}: the stream of events ended before the report did`,
    expected: 'status COMPLETE, PARTIAL or FAILED',
    found: report.status,
  });
}

const pathOf = (id: string): string => `/v1/reports/${encodeURIComponent(id)}`;
