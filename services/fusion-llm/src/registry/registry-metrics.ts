// SPDX-License-Identifier: Apache-2.0
import { attribute, observe } from '@asarg/telemetry';
import type { Attributes } from '@opentelemetry/api';
import type { Registry } from './registry.js';

/** Has the registry's instances and epoch read as metrics; returns how to end that. */
export function observeRegistry(registry: Pick<Registry, 'snapshot'>): () => void {
  // A gauge that says nothing of a series keeps its last value: what is gone is told to be none.
  const told = new Map<string, Attributes>();
  const stops = [
    observe('asarg.registry.epoch', (result) => result.observe(registry.snapshot().epoch)),
    observe('asarg.specialist.instances', (result) => {
      const groups = Map.groupBy(registry.snapshot().entries, ({ name, state }) =>
        JSON.stringify([name, state]),
      );
      for (const [key, [first]] of groups) {
        told.set(key, {
          [attribute.specialist]: first!.name,
          [attribute.instanceState]: first!.state.toLowerCase(),
        });
      }
      for (const [key, labels] of told) {
        result.observe(groups.get(key)?.length ?? 0, labels);
      }
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
