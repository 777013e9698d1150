// SPDX-License-Identifier: Apache-2.0
import { onShutDown, shutDownTelemetry } from '../shut-down.js';
import type { TelemetrySdk } from './start-sdk.js';

const signals = ['SIGTERM', 'SIGINT'] as const;

/**
 * Has what is left sent when the process ends by itself or by a signal. The way it ends stays as it
 * is: a signal that nobody else listens to still kills it, after at most 2 s; one that somebody
 * listens to is theirs, and so is the call of `shutDownTelemetry`.
 */
export function endWithProcess(sdk: TelemetrySdk): void {
  onShutDown(() => sdk.shutDown());
  process.once('beforeExit', () => void shutDownTelemetry());
  process.once('exit', () => sdk.end());
  for (const signal of signals) {
    const onSignal = async (): Promise<void> => {
      if (process.listenerCount(signal) > 1) {
        return;
      }
      await shutDownTelemetry();
      // Nobody is told of an exit when a signal kills.
      sdk.end();
      process.off(signal, onSignal);
      process.kill(process.pid, signal);
    };
    process.on(signal, onSignal);
  }
}
