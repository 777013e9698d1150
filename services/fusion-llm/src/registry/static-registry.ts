// SPDX-License-Identifier: Apache-2.0
import type { DescribeResponse } from '@asarg/contracts';
import type { FusionSlot } from '@asarg/model-bundle';
import { bindSlots } from './bind-slots.js';
import type { RegistryEntry } from './registry-entry.js';
import type { RegistrySnapshot } from './registry-snapshot.js';
import { versionOf } from './version-of.js';

/** The snapshot of specialists that are simply there, by name: models in the same process. */
export function staticRegistry(
  slots: readonly FusionSlot[],
  descriptions: Readonly<Record<string, DescribeResponse>>,
): RegistrySnapshot {
  const active = Object.entries(descriptions)
    .map(([specialist, description]) => {
      return { specialist, description, version: versionOf(description) };
    })
    .toSorted((a, b) => (a.specialist < b.specialist ? -1 : 1));
  const entries = active.map(({ specialist, description, version }): RegistryEntry => {
    return { name: specialist, address: '', state: 'ACTIVE', reason: '', description, version };
  });
  return {
    epoch: 0,
    entries,
    active,
    shadows: [],
    versions: active.map(({ specialist, version }) => {
      return { specialist, version, previous: '', reason: 'in this process' };
    }),
    bindings: bindSlots(slots, entries),
  };
}
