// SPDX-License-Identifier: Apache-2.0
import { logLevels, type LogLevel } from '../config.js';
import { processLoggers, writeAlways, type RegisteredLogger } from './process-loggers.js';

/** Levels from none to all. */
const steps: readonly LogLevel[] = ['silent', ...logLevels.filter((level) => level !== 'silent')];

/**
 * Makes every logger of this process one step more verbose; after `trace` it goes back to the level it was
 * made with. One line tells of it, whatever the levels are.
 */
export function switchLevels(): void {
  const [first, ...others] = processLoggers();
  if (first === undefined) {
    return;
  }
  const from = first.logger.level;
  // All are read before one is set: children that have no level of their own have their parent's.
  const next = [first, ...others].map((one) => [one.logger, levelAfter(one)] as const);
  for (const [logger, level] of next) {
    logger.level = level;
  }
  writeAlways(first.logger, 'info', { from, to: first.logger.level }, 'log level changed');
}

function levelAfter({ logger, configured }: RegisteredLogger): string {
  return steps[steps.indexOf(logger.level as LogLevel) + 1] ?? configured;
}
