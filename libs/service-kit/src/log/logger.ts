// SPDX-License-Identifier: Apache-2.0
import { destination, pino, stdTimeFunctions, type Logger as PinoLogger } from 'pino';
import type { LogLevel } from '../config.js';
import { logContext } from './log-context.js';
import { isError, loggableError } from './loggable-error.js';
import { registerLogger } from './process-loggers.js';

/**
 * Structured log of one service. Never give it pixels, report text or patient data. Errors may be
 * given, as `err` or as any other field: of them only what `loggableError` leaves is written.
 */
export type Logger = PinoLogger;

/** Takes lines; a file descriptor is written to at once. */
export type LogDestination = number | { write(line: string): void };

/**
 * A logger that writes one JSON object per line to standard error, with the ids of the span and of
 * the report that it belongs to. Its level can be changed at run time: `switchLevels`.
 */
export function createLogger(service: string, level: LogLevel, to: LogDestination = 2): Logger {
  const logger = pino(
    {
      level,
      base: { service },
      timestamp: stdTimeFunctions.isoTime,
      mixin: logContext,
      formatters: { level: (label) => ({ level: label }), log: withoutErrors },
      serializers: { err: loggableError },
      hooks: {
        logMethod(args, method) {
          method.apply(this, withoutMessages(args));
        },
      },
      onChild: registerLogger,
    },
    // Synchronous, so that the last lines before an exit are not lost.
    typeof to === 'number' ? destination({ dest: to, sync: true }) : to,
  );
  registerLogger(logger);
  return logger;
}

type LogArguments = Parameters<PinoLogger['info']>;

/** The log's own words where pino would take an error's message as those of the line. */
function withoutMessages(args: LogArguments): LogArguments {
  const [first, ...rest] = args as unknown[];
  const words = rest.map((arg) => (isError(arg) ? loggableError(arg).name : arg));
  const error = isError(first) ? first : (first as { err?: unknown } | null | undefined)?.err;
  if (words[0] === undefined && error !== undefined) {
    words[0] = loggableError(error).name;
  }
  return [first, ...words] as unknown as LogArguments;
}

/** The fields of a line, with what may be told of errors that are not under `err`. */
function withoutErrors(fields: Record<string, unknown>): Record<string, unknown> {
  let told = fields;
  for (const [key, value] of Object.entries(fields)) {
    if (key !== 'err' && isError(value)) {
      told = told === fields ? { ...fields } : told;
      told[key] = loggableError(value);
    }
  }
  return told;
}
