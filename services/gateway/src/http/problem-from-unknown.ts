// SPDX-License-Identifier: Apache-2.0
import { HttpException } from '@nestjs/common';
import { ImagingError } from '@asarg/imaging';
import { MeshError } from '@asarg/mesh-client';
import { retryAfterSeconds } from '../report/retry-after.js';
import { ProblemError } from './problem.js';
import { imagingProblems, meshProblems, type ProblemSlug } from './problem-table.js';

/**
 * The one place that turns any error into a problem. Nothing of an unknown error reaches the
 * client: its message could hold paths or data.
 */
export function problemFromUnknown(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof ImagingError) return fromImaging(error);
  if (error instanceof HttpException) return fromStatus(error.getStatus(), error);
  if (error instanceof MeshError) return fromMesh(error);
  const httpStatus = (error as { status?: unknown } | null)?.status;
  if (typeof httpStatus === 'number') return fromStatus(httpStatus, error);
  return new ProblemError('internal', 'The gateway failed; its log has the reason.', {
    cause: error,
  });
}

/** True for failures of the gateway itself, which the log must explain. */
export function isUnexpected(problem: ProblemError): boolean {
  return problem.slug === 'internal' || problem.slug === 'fusion-failed';
}

function fromImaging(error: ImagingError): ProblemError {
  const [expected, found] = wordsOf(error.message);
  return new ProblemError(imagingProblems[error.code], error.message, {
    expected,
    found,
    cause: error,
  });
}

// Messages of the mesh say "expected ..., found ...", some after the name of what is meant.
function wordsOf(message: string): [string?, string?] {
  const match = /^(?:[\w.]+: )?expected (.+)[,;] found (.+)$/s.exec(message);
  return match === null ? [] : [match[1], match[2]];
}

function fromStatus(status: number, cause: unknown): ProblemError {
  if (status === 404) {
    return new ProblemError('not-found', 'No resource of this API has this path.', { cause });
  }
  if (status >= 400 && status < 500) {
    return new ProblemError('bad-request', 'The request could not be understood.', { cause });
  }
  return new ProblemError('internal', 'The gateway failed; its log has the reason.', { cause });
}

function fromMesh(error: MeshError): ProblemError {
  const slug = meshProblems[error.code] ?? 'fusion-failed';
  const detail = meshDetail(slug, error);
  const isWorded = slug === 'refused-by-fusion' || slug === 'not-a-chest-radiograph';
  const [expected, found] = isWorded ? wordsOf(error.details) : [];
  return new ProblemError(slug, detail, { expected, found, ...retryAfter(error), cause: error });
}

/** What fusion-llm said of when to try again; the problem's own default if it said nothing. */
function retryAfter({ pushbackMs = -1 }: MeshError) {
  if (pushbackMs < 0) return {};
  return { headers: { 'Retry-After': String(retryAfterSeconds(pushbackMs)) } };
}

function meshDetail(slug: ProblemSlug, error: MeshError): string {
  switch (slug) {
    case 'refused-by-fusion':
      // fusion-llm words INVALID_ARGUMENT for callers: the option, its range and the value.
      return error.details || 'fusion-llm found the request invalid.';
    case 'not-a-chest-radiograph':
      return 'The input gate refused the image; send gate=warn to have a report all the same.';
    case 'deadline-exceeded':
      return 'fusion-llm did not finish the report before its deadline.';
    case 'too-many-reports':
      return 'fusion-llm has as many reports in progress as it takes.';
    case 'fusion-unavailable':
      // What a required slot lacks is worded for callers too: the slot, and why it got nothing.
      if (error.code === 'UNAVAILABLE' && /^slot '[\w-]+' is required: /.test(error.details)) {
        return `No report is made without every required slot: ${error.details}.`;
      }
      return 'fusion-llm, which writes the reports, cannot be reached or the connection was lost.';
    default:
      return 'fusion-llm ended the report with an error.';
  }
}
