// SPDX-License-Identifier: Apache-2.0
import type { Problem } from './report-types';

/** Thrown when a request is answered with, or ends in, a problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
  }
}

/** Reads an error answer; one without a problem document still becomes a problem. */
export async function problemOfResponse(response: Response): Promise<Problem> {
  const type = response.headers.get('content-type') ?? 'no content type';
  if (type.includes('json')) {
    const body: unknown = await response.json().catch(() => undefined);
    if (isRecord(body) && typeof body['title'] === 'string') return body as unknown as Problem;
  }
  return {
    title: 'The gateway refused the request',
    status: response.status,
    expected: 'a problem document (application/problem+json)',
    found: `${response.status} ${response.statusText}`.trim() + `, ${type}`,
  };
}

/** Turns whatever was thrown into a problem that can be shown. */
export function problemOf(reason: unknown): Problem {
  if (reason instanceof ProblemError) return reason.problem;
  if (reason instanceof TypeError) {
    return {
      title: 'The gateway cannot be reached',
      detail: 'The connection failed before an answer came.',
      expected: 'an answer from the server of this page',
      found: reason.message,
    };
  }
  return {
    title: 'The page met an error',
    detail: reason instanceof Error ? reason.message : String(reason),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
