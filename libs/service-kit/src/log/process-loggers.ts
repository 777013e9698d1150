// SPDX-License-Identifier: Apache-2.0
import type { Level, Logger } from 'pino';

/** A logger and the level it was made with. */
export interface RegisteredLogger {
  readonly logger: Logger;
  readonly configured: string;
}

const configuredOf = new WeakMap<Logger, string>();
const references = new Set<WeakRef<Logger>>();
const collected = new FinalizationRegistry<WeakRef<Logger>>((reference) => {
  references.delete(reference);
});

/** Remembers a logger of this process for as long as somebody else does. */
export function registerLogger(logger: Logger): void {
  const reference = new WeakRef(logger);
  references.add(reference);
  collected.register(logger, reference);
  configuredOf.set(logger, configuredLevel(logger));
}

/** Of a child that was made with its parent's level, the one that the parent was made with. */
function configuredLevel(logger: Logger): string {
  const parent = Object.getPrototypeOf(logger) as Logger;
  const configured = configuredOf.get(parent);
  return configured !== undefined && parent.level === logger.level ? configured : logger.level;
}

/** The loggers of this process, the oldest first. */
export function processLoggers(): readonly RegisteredLogger[] {
  return [...references].flatMap((reference) => {
    const logger = reference.deref();
    return logger ? [{ logger, configured: configuredOf.get(logger) ?? logger.level }] : [];
  });
}

/** Writes a line whatever the logger's level is. */
export function writeAlways(
  logger: Logger,
  level: Level,
  fields: Readonly<Record<string, unknown>>,
  message: string,
): void {
  const { level: before } = logger;
  logger.level = logger.isLevelEnabled(level) ? before : level;
  logger[level](fields, message);
  logger.level = before;
}
