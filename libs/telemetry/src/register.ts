// SPDX-License-Identifier: Apache-2.0
/**
 * For `node --import @asarg/telemetry/register`, before anything else of the program is loaded.
 * Context and the headers of calls work from then on; spans and metrics are made when a standard
 * variable of OpenTelemetry asks for them. Invalid variables are told in one line, and the process
 * exits 1.
 */
import { context, propagation } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { propagator } from './sdk/propagator.js';
import { TelemetrySettingsError } from './sdk/settings-error.js';
import { readTelemetrySettings, type TelemetrySettings } from './sdk/settings.js';

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(propagator);

const settings = settingsOrExit();
if (settings.traces || settings.metrics) {
  const { startSdk } = await import('./sdk/start-sdk.js');
  const { endWithProcess } = await import('./sdk/process-end.js');
  endWithProcess(await startSdk(settings, process.env, process.argv[1]));
}

function settingsOrExit(): TelemetrySettings {
  try {
    return readTelemetrySettings(process.env);
  } catch (error) {
    if (error instanceof TelemetrySettingsError) {
      process.stderr.write(`${error.message}\n`);
      process.exit(1);
    }
    throw error;
  }
}
