// SPDX-License-Identifier: Apache-2.0
import { isNativeError } from 'node:util/types';
import { safeMessages } from './safe-messages.js';

/** What of an error may be logged. */
export interface LoggableError {
  /** Class of the error; for what is none, the type of the value that was thrown. */
  readonly name: string;
  /** Name or number of a status: gRPC's, or the system's. */
  readonly code?: string | number;
  /** HTTP status. */
  readonly status?: number;
  /** Only of the classes in `safeMessages`. */
  readonly message?: string;
  /** Innermost frames, at most 12: functions and places in files of the program. */
  readonly stack?: readonly string[];
  readonly cause?: LoggableError;
  /** Errors of an AggregateError, at most 4. */
  readonly errors?: readonly LoggableError[];
}

const maxFrames = 12;
const maxErrors = 4;
const maxDepth = 5;

// Strict, as a message may have lines that look like frames.
const location = String.raw`(?:file:\/\/|node:|\/)[\w@%+.~\-/]+(?:\.[cm]?[jt]s|(?<=node:[\w/]+)):\d+:\d+`;
const functionName = String.raw`(?:async |new )*[\w$.<>#]+(?: \[as [\w$.<>#]+\])?`;
const frame = new RegExp(
  String.raw`^at (?:${location}|${functionName} \((?:${location}|<anonymous>|native|index \d+)\))$`,
);

/**
 * The one way from an error to a log: its name, code and frames. Its message is left out, as it may
 * quote a file's name, a value of a file or a text, unless its class is known to word none
 * (`safeMessages`); so are all other fields. Causes are treated likewise.
 */
export function loggableError(error: unknown): LoggableError {
  return loggable(error, 1);
}

function loggable(error: unknown, depth: number): LoggableError {
  if (!isError(error)) {
    return { name: error === null ? 'null' : typeof error };
  }
  const { code, status, cause, errors } = error as Error & Readonly<Record<string, unknown>>;
  const name = nameOf(error);
  const stack = framesOf(error);
  const goesOn = depth < maxDepth;
  return {
    name,
    ...(isCode(code) && { code }),
    ...(typeof status === 'number' && { status }),
    ...(safeMessages.has(name) && { message: error.message }),
    ...(stack.length > 0 && { stack }),
    ...(goesOn && cause !== undefined && { cause: loggable(cause, depth + 1) }),
    ...(goesOn &&
      Array.isArray(errors) && {
        errors: errors.slice(0, maxErrors).map((one) => loggable(one, depth + 1)),
      }),
  };
}

/** Whether it is an error, of other realms too. */
export function isError(error: unknown): error is Error {
  return error instanceof Error || isNativeError(error);
}

function nameOf({ name }: Error): string {
  return typeof name === 'string' && /^[A-Z][A-Za-z]{0,59}$/.test(name) ? name : 'Error';
}

/** Codes are words in capitals, or with hyphens; a sentence or a name of a person is none. */
function isCode(code: unknown): code is string | number {
  return (
    typeof code === 'number' ||
    (typeof code === 'string' && /^(?:[A-Z][A-Z0-9_]{1,59}|[a-z]+(?:-[a-z0-9]+)+)$/.test(code))
  );
}

/** The frames at the end of a stack; what is before them is the message, or was before it changed. */
function framesOf({ stack, message }: Error): string[] {
  if (typeof stack !== 'string') {
    return [];
  }
  const at = message === '' ? -1 : stack.indexOf(message);
  const lines = (at < 0 ? stack : stack.slice(at + message.length)).split('\n');
  const trimmed = lines.map((line) => line.trim());
  const first = trimmed.findLastIndex((line) => line !== '' && !frame.test(line)) + 1;
  return trimmed
    .slice(first)
    .filter((line) => line !== '')
    .slice(0, maxFrames);
}
