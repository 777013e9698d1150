// SPDX-License-Identifier: Apache-2.0
import type { ProblemJson } from './report-json.js';

/** Thrown when the gateway refuses, cannot be reached, or answers something else than agreed. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  constructor(
    readonly problem: ProblemJson,
    options?: ErrorOptions,
  ) {
    super(problem.detail ?? problem.title ?? 'the gateway failed', options);
  }
}

/** The problem document of a response that is not a success; made up when it sent none. */
export async function problemOf(response: Response): Promise<ProblemJson> {
  const text = await response.text().catch(() => '');
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) {
      return { status: response.status, ...(body as ProblemJson) };
    }
  } catch {
    // Not JSON: a proxy in between, or no gateway at all. Said below.
  }
  return {
    title: 'Not an answer of an ASaRG gateway',
    status: response.status,
    expected: 'a problem document (application/problem+json)',
    found: `HTTP ${response.status} with ${response.headers.get('content-type') ?? 'no content type'}`,
  };
}

const inWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listening there (ECONNREFUSED)',
  ECONNRESET: 'the connection closed (ECONNRESET)',
  EPIPE: 'the connection closed (EPIPE)',
  UND_ERR_SOCKET: 'the connection closed',
  ENOTFOUND: 'no such host (ENOTFOUND)',
};

/** A transport failure (refused, reset, unknown host) as a GatewayError. */
export function transportError(url: string, error: unknown, doing: string): GatewayError {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  const code = cause?.code ?? '';
  const found = inWords[code] ?? cause?.message ?? (error as Error).message;
  return new GatewayError(
    {
      title: 'The gateway cannot be reached',
      detail: `while ${doing}`,
      expected: `an ASaRG gateway at ${url}`,
      found,
    },
    { cause: error },
  );
}
