// SPDX-License-Identifier: Apache-2.0
import { createLogger } from '@asarg/service-kit';
import {
  readSpecialistConfig,
  startSpecialist,
  type BatchObserver,
  type RunningSpecialist,
  type SpecialistConfig,
} from '@asarg/specialist-kit';
import { afterEach } from 'vitest';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** Closes something after the test. */
export function closed<T extends { close(): unknown }>(value: T): T {
  closing.push(() => value.close());
  return value;
}

/** Hosts a bundle until the end of the test; the rest is as for `startSpecialist`. */
export async function startTestSpecialist(
  bundle: string,
  change: Partial<SpecialistConfig> = {},
  steps?: URL,
  batchObserver?: BatchObserver,
): Promise<RunningSpecialist> {
  const defaults = readSpecialistConfig('test', '127.0.0.1:0', { ASARG_BUNDLE: bundle });
  const config = { ...defaults, ...change };
  const logger = createLogger('test', 'silent');
  return closed(await startSpecialist({ service: 'test', config, logger, steps, batchObserver }));
}
