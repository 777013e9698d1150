// SPDX-License-Identifier: Apache-2.0
import { type ProblemSlug, problemKinds } from './problem-table.js';

/** A problem document of RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance?: string;
  readonly expected?: string;
  readonly found?: string;
  readonly [extension: string]: unknown;
}

/** What goes with a problem. */
export interface ProblemOptions {
  /** What would have been right. */
  readonly expected?: string;
  /** What was there instead. */
  readonly found?: string;
  /** Further members of the document. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Further response headers. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Thrown when a request, or a report, cannot be served; becomes a problem document. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly slug: ProblemSlug;
  readonly options: ProblemOptions;

  constructor(slug: ProblemSlug, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.slug = slug;
    this.options = options;
  }

  /** HTTP status. */
  get status(): number {
    return problemKinds[this.slug].status;
  }

  /** The document; `instance` is the resource the problem is about, if any. */
  toProblem(instance?: string): Problem {
    const { expected, found, extensions } = this.options;
    const { status, title } = problemKinds[this.slug];
    return {
      type: `urn:asarg:problem:${this.slug}`,
      title,
      status,
      detail: this.message,
      ...(instance === undefined ? {} : { instance }),
      ...(expected === undefined ? {} : { expected }),
      ...(found === undefined ? {} : { found }),
      ...extensions,
    };
  }
}

/** Thrown when the client went away before its request was read; nobody is left to answer. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}
