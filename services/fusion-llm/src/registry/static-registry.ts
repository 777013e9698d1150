// SPDX-License-Identifier: Apache-2.0
import type { DescribeResponse } from '@asarg/contracts';
import type { FusionSlot } from '@asarg/model-bundle';
import { bindSlots } from './bind-slots.js';
import type { RegistryEntry } from './registry-entry.js';
import type { RegistrySnapshot } from './registry.js';

/** The snapshot of specialists that are simply there, by name: models in the same process. */
export function staticRegistry(
  slots: readonly FusionSlot[],
  descriptions: Readonly<Record<string, DescribeResponse>>,
): RegistrySnapshot {
  const entries = Object.entries(descriptions)
    .map(([name, description]): RegistryEntry => {
      return { name, address: '', state: 'ACTIVE', reason: '', description };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { entries, bindings: bindSlots(slots, entries) };
}
