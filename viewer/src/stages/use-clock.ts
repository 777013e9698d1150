// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';

/** Steps of the clock, slower for readers who asked for less motion. */
const STEP_MS = { usual: 100, reduced: 1000 } as const;

/** Milliseconds on the page's steady clock, moving only while `running`. */
export function useClock(running: boolean): number {
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    setNowMs(performance.now());
    if (!running) return undefined;
    const reduced = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const timer = setInterval(
      () => setNowMs(performance.now()),
      reduced ? STEP_MS.reduced : STEP_MS.usual,
    );
    return () => clearInterval(timer);
  }, [running]);
  return nowMs;
}
