// SPDX-License-Identifier: Apache-2.0

/** Which epochs are in use by reports in progress. */
export interface Epochs {
  readonly current: number;
  /** Begins the next epoch. */
  advance(): void;
  /** Keeps the current epoch in use until the returned function is called. */
  hold(): () => void;
  /** Whether a report that began in this epoch, or before, is still in progress. */
  isInUse(epoch: number): boolean;
}

/** Epochs from 1 on. `onRelease` is told when one has gone out of use. */
export function createEpochs(onRelease: () => void): Epochs {
  let current = 1;
  const holders = new Map<number, number>();
  return {
    get current() {
      return current;
    },
    advance() {
      current++;
    },
    hold() {
      const epoch = current;
      let isHeld = true;
      holders.set(epoch, (holders.get(epoch) ?? 0) + 1);
      return () => {
        if (!isHeld) {
          return;
        }
        isHeld = false;
        const left = holders.get(epoch)! - 1;
        if (left > 0) {
          holders.set(epoch, left);
        } else {
          holders.delete(epoch);
          onRelease();
        }
      };
    },
    isInUse: (epoch) => [...holders.keys()].some((held) => held <= epoch),
  };
}
