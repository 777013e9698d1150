// SPDX-License-Identifier: Apache-2.0

/** Chooses one of several that do the same. */
export interface Balancer<Target> {
  /** The one with the fewest in flight, in turn among equals. Call `release` when over. */
  pick(except?: Target): { readonly target: Target; readonly release: () => void };
}

/** Counts what this caller alone has in flight, as every caller of the mesh does. */
export function createBalancer<Target>(targets: readonly Target[]): Balancer<Target> {
  if (targets.length === 0) throw new RangeError('expected at least one target, found none');
  const inFlight = targets.map(() => 0);
  let turn = 0;
  return {
    pick(except) {
      let best = -1;
      for (let step = 0; step < targets.length; step++) {
        const at = (turn + step) % targets.length;
        if (targets[at] === except && targets.length > 1) continue;
        if (best < 0 || inFlight[at]! < inFlight[best]!) best = at;
      }
      turn = (best + 1) % targets.length;
      inFlight[best]!++;
      let isOver = false;
      const release = (): void => {
        if (!isOver) inFlight[best]!--;
        isOver = true;
      };
      return { target: targets[best]!, release };
    },
  };
}
