// SPDX-License-Identifier: Apache-2.0

/** Something that wants cores. */
export interface Claimant {
  /** Most cores that it can use. */
  readonly cap: number;
  /** Its claim in relation to those of others. */
  readonly claim: number;
  /** Cores that it gets. */
  rate: number;
}

/**
 * Shares cores out in proportion to claims; what one cannot use goes to the others. Besides the
 * claimants there are `others` threads that always want a core each, of claim 1.
 */
export function shareOut(claimants: readonly Claimant[], cores: number, others: number): void {
  let wanted = others;
  for (const one of claimants) wanted += one.cap;
  if (wanted <= cores) {
    for (const one of claimants) one.rate = one.cap;
    return;
  }
  // Whoever is satisfied with the least of its claim is served first: then one pass suffices.
  const all: Claimant[] = claimants.toSorted((a, b) => a.cap / a.claim - b.cap / b.claim);
  let [left, claims] = [cores, others];
  for (const { claim } of all) claims += claim;
  let othersAreFull = others === 0;
  for (const one of all) {
    if (!othersAreFull && one.cap / one.claim >= 1 && left >= claims) {
      othersAreFull = true;
      left -= others;
      claims -= others;
    }
    one.rate = Math.min(one.cap, (left * one.claim) / claims);
    left -= one.rate;
    claims -= one.claim;
  }
}
