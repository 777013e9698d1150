// SPDX-License-Identifier: Apache-2.0

/** How a new version of a specialist comes into use. */
export type SwapMode = 'auto' | 'shadow' | 'manual';

/** What the choice of a version depends on, of one instance. */
export interface Candidate {
  /** Undefined until it was described. */
  readonly version?: string;
  /** Reachable and through its probe. */
  readonly isAdmitted: boolean;
  /** Still listed by a source. */
  readonly isListed: boolean;
}

/** Which version of a specialist is used, and how it came to that. */
export interface Selection {
  /** What reports use. */
  readonly active?: string;
  /** What they should use: another than `active` only while no instance of it can be reached. */
  readonly chosen?: string;
  /** Chosen before the last change; what a rollback goes back to. */
  readonly previous?: string;
  /** Runs beside `active` and is compared. */
  readonly shadow?: string;
  /** Versions that have had their turn: they are chosen again by command or in need only. */
  readonly seen: readonly string[];
  /** Why `active` is what it is; for people. */
  readonly reason: string;
}

/** Nothing known of a specialist yet. */
export const noSelection: Selection = { seen: [], reason: 'none was admitted yet' };

/**
 * The version to use, given the instances there are, in the order in which they were listed.
 *
 * A version is used until another is chosen: by the swap mode, by command, or because it is not
 * listed any more. While none of its instances can be reached, another admitted version stands in.
 * An instance that is no longer listed serves on until a listed one is admitted, so that changing
 * an address loses no report. A new version is chosen by itself only when it has as many instances
 * as the old one: one new replica must not get the load of three.
 */
export function selectVersion(
  current: Selection,
  candidates: readonly Candidate[],
  mode: SwapMode,
): Selection {
  const usable = [
    ...new Set(
      candidates.flatMap(({ version, isAdmitted, isListed }) =>
        version !== undefined && isAdmitted && isListed ? [version] : [],
      ),
    ),
  ];
  const count = (version: string): number =>
    candidates.filter((one) => one.version === version && one.isAdmitted && one.isListed).length;
  const { chosen, previous, seen } = current;
  const fresh = usable.filter((version) => version !== chosen && !seen.includes(version)).at(-1);
  const standIn = usable.find((version) => version === previous) ?? usable.at(-1);
  let next = current;
  if (chosen === undefined) {
    next = usable[0] === undefined ? current : choose(current, usable[0], 'the first admitted');
  } else if (!candidates.some((one) => one.version === chosen && one.isListed)) {
    const successor = fresh ?? standIn;
    if (successor !== undefined) {
      next = choose(current, successor, `${chosen} is not listed any more`);
    }
  } else if (mode === 'auto' && fresh && count(fresh) >= count(chosen)) {
    next = choose(current, fresh, 'a new version was admitted');
  }
  const { shadow: _, ...rest } = next;
  return {
    ...withStandIn(rest, usable),
    ...(mode === 'shadow' && fresh !== undefined && fresh !== next.chosen && { shadow: fresh }),
  };
}

/** The selection after a change to a version. */
export function choose(current: Selection, version: string, reason: string): Selection {
  const { chosen, seen, previous } = current;
  const before = chosen === version ? previous : (chosen ?? previous);
  return {
    active: version,
    chosen: version,
    ...(before !== undefined && before !== version && { previous: before }),
    seen: [...new Set([...seen, version])],
    reason,
  };
}

/** Lets another version stand in while nobody of the chosen one is there, and no longer. */
function withStandIn(selection: Selection, usable: readonly string[]): Selection {
  const { chosen, active, previous } = selection;
  if (chosen === undefined || usable.length === 0) {
    return selection;
  }
  if (usable.includes(chosen)) {
    return active === chosen
      ? selection
      : { ...selection, active: chosen, reason: `${chosen} is back` };
  }
  const standIn = usable.find((version) => version === previous) ?? usable.at(-1)!;
  return standIn === active
    ? selection
    : { ...selection, active: standIn, reason: `stands in for ${chosen}, which is gone` };
}
