// SPDX-License-Identifier: Apache-2.0
import { shutDownTelemetry } from '@asarg/telemetry';
import { createLogger } from './logger.js';
import { processLoggers, writeAlways } from './process-loggers.js';

/**
 * An error that nobody has caught is logged as every other is, without its message, and the process
 * exits 1. Node itself would print the message, and the line of source that threw it. Rejections that
 * nobody handles, and errors of threads that nobody listens to, come here as well.
 */
export function exitOnUncaught(): void {
  process.on('uncaughtException', (error: unknown, origin) => {
    logUncaught(error, origin);
    void exitAfterLastExport();
  });
}

async function exitAfterLastExport(): Promise<never> {
  await shutDownTelemetry();
  process.exit(1);
}

/** Logs what ends the process, whatever the level of its log is. */
export function logUncaught(error: unknown, origin: string): void {
  const logger = processLoggers()[0]?.logger ?? createLogger('service', 'fatal');
  writeAlways(logger, 'fatal', { err: error, origin }, 'uncaught error');
}
