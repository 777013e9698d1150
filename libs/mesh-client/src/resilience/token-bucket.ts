// SPDX-License-Identifier: Apache-2.0

/** How many extra attempts calls may cause. */
export interface TokenBucketOptions {
  /** Tokens that every call brings, 0 to 1. */
  readonly share: number;
  /** Most tokens kept, and those there at the start. */
  readonly burst: number;
}

/** Bounds extra attempts: of any n calls in a row at most `burst + share * n` get one. */
export interface TokenBucket {
  /** Tokens there are. */
  readonly tokens: number;
  /** A call begins. */
  onCall(): void;
  /** Takes a token for an extra attempt; false if there is none. */
  take(): boolean;
}

// Ten times a tenth is a little less than one.
const rounding = 1e-9;

/**
 * A full bucket. It knows no time: what it bounds is a share of the load, whatever that is.
 * @throws RangeError if the share or the burst is out of its range.
 */
export function createTokenBucket({ share, burst }: TokenBucketOptions): TokenBucket {
  if (!(share >= 0 && share <= 1 && burst >= 0)) {
    throw new RangeError(
      `expected a share from 0 to 1 and a burst from 0, found ${share} and ${burst}`,
    );
  }
  let tokens = burst;
  return {
    get tokens() {
      return tokens;
    },
    onCall() {
      tokens = Math.min(burst, tokens + share);
    },
    take() {
      if (tokens < 1 - rounding) {
        return false;
      }
      tokens = Math.max(0, tokens - 1);
      return true;
    },
  };
}
