// SPDX-License-Identifier: Apache-2.0
import { shutDownTelemetry } from '@asarg/telemetry';
import { loggableError } from './log/loggable-error.js';
import { exitOnUncaught, logUncaught } from './log/exit-on-uncaught.js';
import { quietGrpc } from './log/quiet-grpc.js';
import { switchLevels } from './log/switch-levels.js';
import { shapeHeap } from './shape-heap.js';

/** Something that was started and can be stopped. */
export interface Closable {
  close(): Promise<void>;
}

/**
 * Runs a service as this process: starts it, waits for SIGTERM or SIGINT, closes it, sends what is
 * left of traces and metrics, exits 0. The signal given to `main` is aborted as soon as the process
 * is asked to stop, also while `main` still starts. A second signal exits at once; SIGUSR2 makes the
 * log more verbose (`switchLevels`).
 *
 * An error at start is printed as one line, message included, and the process exits 1: nobody has sent
 * anything yet, and whoever starts it must know what is wrong. Errors after that are logged
 * without their messages (`exitOnUncaught`).
 */
export function runService(main: (signal: AbortSignal) => Promise<Closable>): void {
  shapeHeap();
  exitOnUncaught();
  quietGrpc();
  process.on('SIGUSR2', switchLevels);
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
    let service: Closable | undefined;
    try {
      service = await main(stopping.signal);
      await stopped;
      await service.close();
    } catch (error) {
      if (!(stopping.signal.aborted && isAbort(error))) {
        if (service === undefined) {
          process.stderr.write(`${oneLine(error)}\n`);
        } else {
          logUncaught(error, 'close');
        }
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

/** An error as one line, name first. What parsers say quotes the text, which may be a report's. */
function oneLine(error: unknown): string {
  if (error instanceof SyntaxError) {
    const [place = 'an unknown place'] = loggableError(error).stack ?? [];
    return `${error.name}: expected text that can be parsed, found other text ${place}`;
  }
  return String(error).replaceAll(/\s*\n\s*/g, '; ');
}
