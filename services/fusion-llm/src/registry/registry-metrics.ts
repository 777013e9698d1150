// SPDX-License-Identifier: Apache-2.0
import { attribute, observe } from '@asarg/telemetry';
import type { Registry } from './registry.js';

/** Has the registry's instances and epoch read as metrics; returns how to end that. */
export function observeRegistry(registry: Pick<Registry, 'snapshot'>): () => void {
  const stops = [
    observe('asarg.registry.epoch', (result) => result.observe(registry.snapshot().epoch)),
    observe('asarg.specialist.instances', (result) => {
      const groups = Map.groupBy(registry.snapshot().entries, ({ name, state }) =>
        JSON.stringify([name, state]),
      );
      for (const [first, ...others] of groups.values()) {
        const labels = {
          [attribute.specialist]: first!.name,
          [attribute.instanceState]: first!.state.toLowerCase(),
        };
        result.observe(1 + others.length, labels);
      }
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
