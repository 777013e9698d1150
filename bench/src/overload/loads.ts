// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import type { Asked } from './ask-report.js';

/** Reports per second of clients that ask again as soon as they are answered. */
export async function measureCapacity(
  ask: () => Promise<Asked>,
  clients: number,
  { warmUpMs, measureMs }: { readonly warmUpMs: number; readonly measureMs: number },
): Promise<number> {
  const fromMs = performance.now() + warmUpMs;
  const toMs = fromMs + measureMs;
  let made = 0;
  const loop = async (): Promise<void> => {
    while (performance.now() < toMs) {
      const { status, report, answeredMs } = await ask();
      if (status === 201 && report === 'COMPLETE') {
        if (answeredMs >= fromMs && answeredMs < toMs) made++;
      } else {
        throw new Error(`expected 201 and a COMPLETE report, found ${status} and ${report}`);
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, loop));
  return made / (measureMs / 1000);
}

/**
 * Requests at random times (a Poisson process), whatever becomes of those before: the load does not
 * yield as the mesh gets slower. Resolves when all have been answered.
 */
export async function openLoad(
  ask: () => Promise<Asked>,
  perSecond: number,
  durationMs: number,
  onAsked: (asked: Asked) => void,
): Promise<void> {
  const startMs = performance.now();
  const open = new Set<Promise<void>>();
  for (let atMs = 0; ;) {
    atMs += (-Math.log(1 - Math.random()) / perSecond) * 1000;
    if (atMs > durationMs) break;
    const aheadMs = startMs + atMs - performance.now();
    if (aheadMs > 0) await sleep(aheadMs);
    const one = ask().then(onAsked);
    open.add(one);
    void one.finally(() => open.delete(one));
  }
  await Promise.all(open);
}
