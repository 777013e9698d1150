// SPDX-License-Identifier: Apache-2.0
import {
  FeatureKind,
  Provenance,
  SpecialistState,
  type ActiveVersion,
  type ListSpecialistsResponse,
  type ProbeResult,
  type ShadowComparison,
  type SlotBinding,
  type Specialist,
} from '@asarg/contracts';
import { enumName } from './enum-name.js';

/** An instance of a specialist, as `asarg specialist list --json` prints it. */
export interface InstanceJson {
  readonly name: string;
  readonly address: string;
  /** Lower-case name of the state. */
  readonly state: string;
  readonly version: string;
  readonly source: string;
  readonly reason: string;
  /** What it says of itself; null until it answered. */
  readonly model: {
    readonly name: string;
    readonly version: string;
    readonly digest: string;
    readonly licence: string;
    readonly pixelProfile: string;
    readonly executionProvider: string;
  } | null;
  readonly probe: ProbeResult | null;
  readonly shadow: ShadowComparison | null;
}

/** Instances and the versions in use. */
export interface InstancesJson {
  readonly epoch: number;
  readonly versions: readonly ActiveVersion[];
  readonly specialists: readonly InstanceJson[];
}

/** A slot, as `asarg specialist bindings --json` prints it. */
export type BindingJson = Omit<SlotBinding, 'kind'> & {
  /** Lower-case name of what the slot takes. */
  readonly kind: string;
};

/** Classes of an active specialist that no slot of the fusion bundle knows. */
export interface FurtherClassesJson {
  readonly specialist: string;
  readonly classes: readonly { readonly id: number; readonly name: string }[];
}

/** What feeds the slots, and what serves grounding and viewing only. */
export interface BindingsJson {
  readonly epoch: number;
  readonly bindings: readonly BindingJson[];
  readonly groundingOnly: readonly FurtherClassesJson[];
}

export function instancesJson(registry: ListSpecialistsResponse): InstancesJson {
  const { epoch, versions, specialists } = registry;
  return { epoch, versions, specialists: specialists.map(instanceJson) };
}

export function bindingsJson(registry: ListSpecialistsResponse): BindingsJson {
  const { epoch, bindings, specialists } = registry;
  return {
    epoch,
    bindings: bindings.map((binding) => ({
      ...binding,
      kind: enumName(FeatureKind, binding.kind),
    })),
    groundingOnly: furtherClasses(specialists, bindings),
  };
}

function instanceJson(entry: Specialist): InstanceJson {
  const { name, address, state, version, source, reason, description, probe, shadow } = entry;
  const { model, input, executionProvider = '' } = description ?? {};
  return {
    name,
    address,
    state: enumName(SpecialistState, state),
    version,
    source,
    reason,
    model: model ? { ...model, pixelProfile: input?.pixelProfile ?? '', executionProvider } : null,
    probe: probe ?? null,
    shadow: shadow ?? null,
  };
}

function furtherClasses(
  specialists: readonly Specialist[],
  bindings: readonly SlotBinding[],
): FurtherClassesJson[] {
  const known = new Set(bindings.flatMap(({ slotClasses }) => slotClasses));
  const active = new Map(
    specialists
      .filter(({ state }) => state === SpecialistState.ACTIVE)
      .map(({ name, description }) => [name, description?.classes ?? []]),
  );
  return [...active].flatMap(([specialist, offered]) => {
    // An empty class grounds nothing, whoever lists it.
    const classes = offered
      .filter(({ id, provenance }) => provenance !== Provenance.UNTRAINED && !known.has(id))
      .map(({ id, name }) => ({ id, name }));
    return classes.length === 0 ? [] : [{ specialist, classes }];
  });
}
