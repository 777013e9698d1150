// SPDX-License-Identifier: Apache-2.0
import { destination, pino, stdTimeFunctions, type Logger as PinoLogger } from 'pino';
import type { LogLevel } from './config.js';

/** Structured log of one service. Never give it pixels, report text or patient data. */
export type Logger = PinoLogger;

/** A logger that writes one JSON object per line to standard error. */
export function createLogger(service: string, level: LogLevel): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    // Synchronous, so that the last lines before an exit are not lost.
    destination({ dest: 2, sync: true }),
  );
}
