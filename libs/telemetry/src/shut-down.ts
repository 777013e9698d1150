// SPDX-License-Identifier: Apache-2.0

/** How long the last spans and metrics may take to leave. */
const limitMs = 2000;

let close: (() => Promise<void>) | undefined;
let closing: Promise<void> | undefined;

/** Says what `shutDownTelemetry` is to do, once. */
export function onShutDown(closeSdk: () => Promise<void>): void {
  close = closeSdk;
}

/**
 * Sends what is left and stops. A process that ends itself by `process.exit` awaits this before.
 * It takes 2 s at most, never rejects, and does nothing when telemetry is off or is shut down.
 */
export async function shutDownTelemetry(): Promise<void> {
  if (close === undefined) {
    return;
  }
  closing ??= atMost(limitMs, close());
  await closing;
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), limit]);
  clearTimeout(timer);
}
