// SPDX-License-Identifier: Apache-2.0
import { DataType, FeatureKind, Provenance, type Output, type SlotBinding } from '@asarg/contracts';
import type { FusionSlot } from '@asarg/model-bundle';
import type { RegistryEntry } from './registry-entry.js';

/** An output of an entry that could feed a slot. */
interface Candidate {
  readonly entry: RegistryEntry;
  readonly output: Output;
  /** Classes or labels of the slot that it offers; 1 where a slot is fed whole or not at all. */
  readonly offered: number;
}

/**
 * What feeds each slot, in the slots' order.
 *
 * Patch tokens and latent vectors mean something only to the projector trained on them: they bind
 * to an entry whose model has the name the slot was trained on, and the slot's shape. Masks and
 * tags have meanings of their own: segmentation binds class by class by catalogue id, tags label
 * by label, each to the one entry that offers most of them. Then the trained model goes before
 * others, and names decide.
 */
export function bindSlots(
  slots: readonly FusionSlot[],
  entries: readonly RegistryEntry[],
): SlotBinding[] {
  return slots.map((slot) => {
    const best = candidatesOf(slot, entries).toSorted(
      (a, b) =>
        b.offered - a.offered ||
        Number(isTrainedOn(b, slot)) - Number(isTrainedOn(a, slot)) ||
        Number(b.output.name === slot.output) - Number(a.output.name === slot.output) ||
        (a.entry.name < b.entry.name ? -1 : 1),
    )[0];
    const slotClasses = trainedClasses(slot);
    const offeredIds = best === undefined ? [] : classIdsOf(best.entry);
    return {
      slot: slot.name,
      kind: FeatureKind[slot.feature],
      specialist: best?.entry.name ?? '',
      output: best?.output.name ?? '',
      slotClasses,
      boundClasses: slotClasses.filter((id) => offeredIds.includes(id)),
      otherClasses:
        slot.feature === 'SEGMENTATION'
          ? offeredIds.filter((id) => !slot.classes?.includes(id))
          : [],
      reason: best === undefined ? reasonUnbound(slot, entries) : reasonInPart(slot, best),
    };
  });
}

function candidatesOf(slot: FusionSlot, entries: readonly RegistryEntry[]): Candidate[] {
  return entries
    .filter(({ state }) => state === 'ACTIVE')
    .flatMap((entry) =>
      (entry.description?.outputs ?? []).map((output) => ({
        entry,
        output,
        offered: offeredBy(slot, entry, output),
      })),
    )
    .filter(({ offered }) => offered > 0);
}

/** How much of a slot an output offers; 0 if it cannot feed it. */
function offeredBy(
  slot: FusionSlot,
  entry: RegistryEntry,
  { kind, dataType, shape }: Output,
): number {
  const isFloat = dataType === DataType.FLOAT32 || dataType === DataType.FLOAT16;
  if (kind !== FeatureKind[slot.feature] || !isFloat) {
    return 0;
  }
  switch (slot.feature) {
    case 'SEGMENTATION':
      return sameShape(shape.slice(1), slot.shape.slice(1))
        ? countOf(trainedClasses(slot), classIdsOf(entry))
        : 0;
    case 'FINDING_TAGS':
      return countOf(slot.labels, entry.description?.labels);
    default:
      return Number(isTrainedOn({ entry }, slot) && sameShape(shape, slot.shape));
  }
}

function isTrainedOn({ entry }: Pick<Candidate, 'entry'>, slot: FusionSlot): boolean {
  return entry.description?.model?.name === slot.trainedOn.name;
}

/** Classes that were never trained are always empty: a null embedding says more. */
function classIdsOf({ description }: RegistryEntry): number[] {
  return (description?.classes ?? [])
    .filter(({ provenance }) => provenance !== Provenance.UNTRAINED)
    .map(({ id }) => id);
}

/** The classes that a slot has learned anything of. */
function trainedClasses({ classes = [], untrained = [] }: FusionSlot): number[] {
  const never = new Set(untrained);
  return classes.filter((id) => !never.has(id));
}

function countOf<T>(wanted: readonly T[] = [], offered: readonly T[] = []): number {
  return wanted.filter((item) => offered.includes(item)).length;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, index) => size === b[index]);
}

function reasonInPart(slot: FusionSlot, { entry, offered }: Candidate): string {
  const wanted: readonly (number | string)[] = slot.labels ?? trainedClasses(slot);
  if (offered >= wanted.length) {
    return '';
  }
  const has: readonly (number | string)[] =
    slot.feature === 'SEGMENTATION' ? classIdsOf(entry) : (entry.description?.labels ?? []);
  const missing = wanted.filter((item) => !has.includes(item));
  const what = slot.feature === 'SEGMENTATION' ? 'classes' : 'labels';
  const lack = missing.length <= mostNamed ? missing.join(', ') : countsOf(missing, entry);
  return `'${entry.name}' offers ${offered} of ${wanted.length} ${what}; missing: ${lack}`;
}

/** More of them are counted, not named. */
const mostNamed = 8;

/** How many of the missing an entry has never trained, and how many it does not know. */
function countsOf(missing: readonly (number | string)[], { description }: RegistryEntry): string {
  const listed = new Set<number | string>(description?.classes.map(({ id }) => id));
  const untrained = missing.filter((item) => listed.has(item)).length;
  const counts = { untrained, 'not offered': missing.length - untrained };
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');
}

/** Names the entry that fed the slot, or would, if it is known and merely not active. */
function reasonUnbound(slot: FusionSlot, entries: readonly RegistryEntry[]): string {
  const [absent] = entries.filter(
    (entry) =>
      entry.state !== 'ACTIVE' && (entry.name === slot.name || isTrainedOn({ entry }, slot)),
  );
  if (absent !== undefined) {
    return `'${absent.name}' is ${absent.state}: ${absent.reason}`;
  }
  const need =
    slot.feature === 'SEGMENTATION' || slot.feature === 'FINDING_TAGS'
      ? `${slot.feature} that the slot knows`
      : `${slot.feature} [${slot.shape}] of '${slot.trainedOn.name}'`;
  return `no active specialist offers ${need}`;
}
