// SPDX-License-Identifier: Apache-2.0
import type { SpecialistManifest } from '@asarg/model-bundle';

/**
 * Names of the graph's outputs that the outputs wanted are made of, and those of declared masks:
 * their statistics are sent whatever is asked for.
 */
export function graphOutputs({ outputs }: SpecialistManifest, wanted: readonly string[]): string[] {
  const names = outputs
    .filter(({ name, from, dtype }) => wanted.includes(name) || (from && dtype === 'bit'))
    .map(({ name, from }) => from?.output ?? name);
  return [...new Set(names)];
}
