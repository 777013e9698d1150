// SPDX-License-Identifier: Apache-2.0
import { shutDownTelemetry } from '@asarg/telemetry';
import { letHeapGrow } from './heap-growth.js';

/** Something that was started and can be stopped. */
export interface Closable {
  close(): Promise<void>;
}

/**
 * Runs a service as this process: starts it, waits for SIGTERM or SIGINT, closes it, sends what is
 * left of traces and metrics, exits 0. The signal given to `main` is aborted as soon as the process
 * is asked to stop, also while `main` still starts. An error at start is printed as one line and
 * the process exits 1; a second signal exits at once.
 */
export function runService(main: (signal: AbortSignal) => Promise<Closable>): void {
  letHeapGrow();
  const stopping = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) {
      process.exit(1);
    }
    stopping.abort();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const live = async (): Promise<never> => {
    try {
      const service = await main(stopping.signal);
      await stopped;
      await service.close();
    } catch (error) {
      if (!(stopping.signal.aborted && isAbort(error))) {
        process.stderr.write(`${oneLine(error)}\n`);
        await shutDownTelemetry();
        process.exit(1);
      }
    }
    await shutDownTelemetry();
    process.exit(0);
  };
  void live();
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** An error as one line, name first. */
function oneLine(error: unknown): string {
  return String(error).replaceAll(/\s*\n\s*/g, '; ');
}
