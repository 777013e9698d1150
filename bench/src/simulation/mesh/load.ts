// SPDX-License-Identifier: Apache-2.0
import { exponential } from '../engine/distribution.js';
import type { Random } from '../engine/random.js';
import type { Simulator } from '../engine/simulator.js';
import type { Outcome } from './fusion-pods.js';

/** Who asks for reports. */
export type Load =
  /** Strangers: requests come at random and wait for nobody. */
  | { readonly kind: 'open'; readonly reportsPerMinute: number }
  /** Clients that each ask for one report after the other. */
  | { readonly kind: 'closed'; readonly clients: number };

/** Milliseconds that a client which was refused waits. */
const refusedMs = 1_000;

/** Asks for reports from now on, so many or forever. */
export function startLoad(
  simulator: Simulator,
  load: Load,
  reports: number,
  random: Random,
  ask: (ended: (outcome: Outcome) => void) => void,
): void {
  let left = reports;
  if (load.kind === 'open') {
    const gapMs = exponential(60_000 / load.reportsPerMinute);
    const arrive = (): void => {
      if (--left > 0) simulator.after(gapMs.draw(random), arrive);
      ask(() => undefined);
    };
    simulator.after(gapMs.draw(random), arrive);
    return;
  }
  const client = (): void => {
    if (left-- <= 0) return;
    ask((outcome) => void simulator.after(outcome === 'shed' ? refusedMs : 0, client));
  };
  for (let at = 0; at < load.clients; at++) simulator.after(0, client);
}
