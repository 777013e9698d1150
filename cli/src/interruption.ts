// SPDX-License-Identifier: Apache-2.0
/** Requests to stop this process. */
export interface Interruption {
  /** Aborted by the first SIGINT or SIGTERM, or when the process that handed over is gone. */
  readonly signal: AbortSignal;
  /** Called by a second request; the process exits right after. */
  onSecond(force: () => void): void;
}

/** Thrown by work that was interrupted. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

// One Ctrl-C can arrive twice: from the terminal and forwarded by npm or by bin/asarg.mjs.
const sameRequestMs = 500;

/** Takes over SIGINT and SIGTERM. SIGHUP keeps its default, so that `nohup` works. */
export function listenForInterruption(exit: () => never): Interruption {
  const controller = new AbortController();
  let force: () => void = () => undefined;
  let firstAt = 0;
  const request = (): void => {
    if (!controller.signal.aborted) {
      firstAt = performance.now();
      controller.abort(new InterruptedError('interrupted'));
    } else if (performance.now() - firstAt > sameRequestMs) {
      force();
      exit();
    }
  };
  process.on('SIGINT', request);
  process.on('SIGTERM', request);
  if (process.channel) {
    process.once('disconnect', request);
    process.channel.unref();
  }
  return { signal: controller.signal, onSecond: (callback) => void (force = callback) };
}
