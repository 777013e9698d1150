// SPDX-License-Identifier: Apache-2.0
import type { ShadowComparison } from '@asarg/contracts';
import type { BookedInstance } from './instance-book.js';
import type { EntryState, RegistryEntry } from './registry-entry.js';
import type { Selection } from './select-version.js';

/** How the registry shows an instance. */
export function entryOf(
  instance: BookedInstance,
  selection: Selection,
  isDraining: boolean,
  shadow: ShadowComparison | undefined,
): RegistryEntry {
  const { name, address, source, watched } = instance;
  const { condition: _, reason: __, ...known } = watched.facts;
  const { state, reason } = stateOf(instance, selection, isDraining);
  const compared = state === 'SHADOW' && shadow !== undefined && { shadow };
  return { name, address, source, ...known, state, reason, ...compared };
}

function stateOf(
  { isActive, isListed, watched: { facts } }: BookedInstance,
  { active, shadow }: Selection,
  isDraining: boolean,
): { state: EntryState; reason: string } {
  if (facts.condition !== 'ADMITTED') {
    return { state: facts.condition, reason: facts.reason };
  }
  if (isActive) {
    const reason = isListed ? '' : 'not listed any more; serves until another is admitted';
    return { state: 'ACTIVE', reason };
  }
  if (isDraining) {
    return { state: 'DRAINING', reason: 'reports in progress may still use it' };
  }
  const reason = `${active ?? 'no version'} is active`;
  return { state: facts.version === shadow ? 'SHADOW' : 'PROBED', reason };
}
