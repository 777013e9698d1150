// SPDX-License-Identifier: Apache-2.0

import { isNewer } from './is-newer.js';

/** How a new version of a specialist comes into use. */
export interface SwapRule {
  /** auto: once admitted; shadow: beside the active one until promoted; manual: by command. */
  readonly mode: 'auto' | 'shadow' | 'manual';
  /** Beginning of the version to use whenever it is there. */
  readonly pin?: string;
}

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
 * A version is used until another is chosen: by the swap rule, by command, or because it is not
 * listed any more. While none of its instances can be reached, another admitted version stands in.
 * An instance that is no longer listed serves on until a listed one is admitted, so that changing
 * an address loses no report. By itself only a newer version is chosen, and only when it has as
 * many instances as the old one: one new replica must not get the load of three.
 */
export function selectVersion(
  current: Selection,
  candidates: readonly Candidate[],
  { mode, pin }: SwapRule,
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
  const { chosen, previous } = current;
  const listed = [...new Set(candidates.map(({ version }) => version ?? ''))];
  const newest = (versions: readonly string[]): string | undefined =>
    versions.reduce<string | undefined>(
      (best, one) => (best === undefined || isNewer(one, best, listed) ? one : best),
      undefined,
    );
  const freshAfter = ({ chosen: used, seen: known }: Selection): string | undefined =>
    newest(usable.filter((one) => one !== used && !known.includes(one)));
  const fresh = freshAfter(current);
  const standIn = usable.find((version) => version === previous) ?? newest(usable);
  const pinned = pin === undefined ? undefined : usable.find((one) => one.startsWith(pin));
  let next = current;
  if (pinned !== undefined) {
    next = pinned === chosen ? current : choose(current, pinned, `pinned to ${pin}`);
  } else if (chosen === undefined) {
    const first = mode === 'auto' ? newest(usable) : usable[0];
    next = first === undefined ? current : choose(current, first, 'the first admitted');
  } else if (!candidates.some((one) => one.version === chosen && one.isListed)) {
    const successor = fresh ?? standIn;
    if (successor !== undefined) {
      next = choose(current, successor, `${chosen} is not listed any more`);
    }
  } else if (
    mode === 'auto' &&
    fresh !== undefined &&
    isNewer(fresh, chosen, listed) &&
    count(fresh) >= count(chosen)
  ) {
    next = choose(current, fresh, 'a newer version was admitted');
  }
  const { shadow: _, ...rest } = next;
  const settled = withStandIn(rest, usable, standIn);
  const beside = mode === 'shadow' ? freshAfter(settled) : undefined;
  return beside === undefined || beside === settled.active
    ? settled
    : { ...settled, shadow: beside };
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
function withStandIn(
  selection: Selection,
  usable: readonly string[],
  standIn: string | undefined,
): Selection {
  const { chosen, active } = selection;
  if (chosen === undefined || standIn === undefined) {
    return selection;
  }
  if (usable.includes(chosen)) {
    const reason = `${chosen} is back`;
    return active === chosen ? selection : { ...selection, active: chosen, reason };
  }
  const reason = `stands in for ${chosen}, which is gone`;
  return active === standIn ? selection : { ...selection, active: standIn, reason };
}
