// SPDX-License-Identifier: Apache-2.0
import { bindingsJson, instancesJson } from './registry-json.js';
import type { ListSpecialistsResponse } from '@asarg/contracts';

/** Something that has changed in a registry. */
export type RegistryChange =
  | {
      readonly what: 'instance';
      readonly name: string;
      readonly address: string;
      readonly version: string;
      /** State before; empty for a new instance. */
      readonly from: string;
      /** State now; 'gone' if it is not in the registry any more. */
      readonly to: string;
      readonly reason: string;
    }
  | {
      readonly what: 'version';
      readonly specialist: string;
      /** Version before; empty if none was in use. */
      readonly from: string;
      /** Version now; empty if none is. */
      readonly to: string;
      readonly reason: string;
      /** The first epoch that uses it. */
      readonly epoch: number;
    }
  | {
      readonly what: 'slot';
      readonly slot: string;
      readonly specialist: string;
      /** Classes of a segmentation slot that are fed. */
      readonly bound: number;
      /** Classes that the slot knows; 0 if it is none of segmentation. */
      readonly of: number;
      readonly reason: string;
    };

/** What differs between two looks at a registry: instances, then versions, then slots. */
export function registryChanges(
  before: ListSpecialistsResponse,
  after: ListSpecialistsResponse,
): RegistryChange[] {
  return [
    ...instanceChanges(before, after),
    ...versionChanges(before, after),
    ...slotChanges(before, after),
  ];
}

function instanceChanges(
  before: ListSpecialistsResponse,
  after: ListSpecialistsResponse,
): RegistryChange[] {
  const old = new Map(instancesJson(before).specialists.map((one) => [keyOf(one), one]));
  const now = new Map(instancesJson(after).specialists.map((one) => [keyOf(one), one]));
  const changed = [...now].flatMap(([key, { name, address, version, state, reason }]) => {
    const was = old.get(key);
    const isSame = was?.state === state && was.reason === reason && was.version === version;
    const change = { name, address, version, from: was?.state ?? '', to: state, reason };
    return isSame ? [] : [{ what: 'instance' as const, ...change }];
  });
  const gone = [...old]
    .filter(([key]) => !now.has(key))
    .map(([, { name, address, version, state }]) => {
      return {
        what: 'instance' as const,
        name,
        address,
        version,
        from: state,
        to: 'gone',
        reason: '',
      };
    });
  return [...changed, ...gone];
}

function versionChanges(
  before: ListSpecialistsResponse,
  { versions, epoch }: ListSpecialistsResponse,
): RegistryChange[] {
  const old = new Map(before.versions.map(({ specialist, version }) => [specialist, version]));
  return versions.flatMap(({ specialist, version: to, reason }) => {
    const from = old.get(specialist) ?? '';
    return from === to ? [] : [{ what: 'version' as const, specialist, from, to, reason, epoch }];
  });
}

function slotChanges(
  before: ListSpecialistsResponse,
  after: ListSpecialistsResponse,
): RegistryChange[] {
  const old = new Map(bindingsJson(before).bindings.map((one) => [one.slot, JSON.stringify(one)]));
  return bindingsJson(after)
    .bindings.filter((one) => old.get(one.slot) !== JSON.stringify(one))
    .map(({ slot, specialist, boundClasses, slotClasses, reason }) => {
      const [bound, of] = [boundClasses.length, slotClasses.length];
      return { what: 'slot' as const, slot, specialist, bound, of, reason };
    });
}

function keyOf({ name, address }: { readonly name: string; readonly address: string }): string {
  return `${name} ${address}`;
}
