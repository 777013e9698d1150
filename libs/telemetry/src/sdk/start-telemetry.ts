// SPDX-License-Identifier: Apache-2.0
import { context, propagation } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import type { Environment } from './environment.js';
import { propagator } from './propagator.js';
import { readTelemetrySettings } from './settings.js';

/**
 * Lets context and the headers of calls work in this process and, where the variables ask for
 * it, starts what makes and sends spans and metrics. `main` is the file of the program.
 * @throws TelemetrySettingsError when variables are not as they should be.
 */
export async function startTelemetry(env: Environment, main: string | undefined): Promise<void> {
  const settings = readTelemetrySettings(env);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(propagator);
  if (settings.traces || settings.metrics) {
    const { startSdk } = await import('./start-sdk.js');
    const { endWithProcess } = await import('./process-end.js');
    endWithProcess(await startSdk(settings, env, main));
  }
}
