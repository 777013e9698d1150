// SPDX-License-Identifier: Apache-2.0
/**
 * For `node --import @asarg/telemetry/register`, before anything else of the program is loaded.
 * Context and the headers of calls work from then on; spans and metrics are made when a standard
 * variable of OpenTelemetry asks for them. Invalid variables are told in one line, and the process
 * exits 1. Threads, which inherit `--import`, are left alone: the process tells of them.
 */
import { isMainThread } from 'node:worker_threads';
import { TelemetrySettingsError } from './sdk/settings-error.js';

if (isMainThread) {
  try {
    const { startTelemetry } = await import('./sdk/start-telemetry.js');
    await startTelemetry(process.env, process.argv[1]);
  } catch (error) {
    if (!(error instanceof TelemetrySettingsError)) {
      throw error;
    }
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
