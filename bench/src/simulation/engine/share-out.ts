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
 * Shares cores out in proportion to claims; what one cannot use goes to the others. Threads of
 * other programs, of which each always wants a core, get as much as ours: claims count among ours
 * alone, as they do within a container or a session of Linux.
 */
export function shareOut(claimants: readonly Claimant[], cores: number, others: number): void {
  let wanted = 0;
  for (const one of claimants) wanted += one.cap;
  if (wanted + others <= cores) {
    for (const one of claimants) one.rate = one.cap;
    return;
  }
  let left = Math.min(wanted, (cores * wanted) / (wanted + others));
  // Whoever is satisfied with the least of its claim is served first: then one pass suffices.
  const all: Claimant[] = claimants.toSorted((a, b) => a.cap / a.claim - b.cap / b.claim);
  let claims = 0;
  for (const { claim } of all) claims += claim;
  for (const one of all) {
    one.rate = Math.min(one.cap, (left * one.claim) / claims);
    left -= one.rate;
    claims -= one.claim;
  }
}
