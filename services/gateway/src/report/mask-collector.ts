// SPDX-License-Identifier: Apache-2.0
import type { ListSpecialistsResponse } from '@asarg/contracts';
import { createTensorAssembler, type Tensor, type TensorPart } from '@asarg/tensor';
import type { BlobStore } from '../store/blob-store.js';
import type { ReportStore } from '../store/report-store.js';
import type { FrameGeometry } from './coordinates.js';
import { provenanceName } from './enum-names.js';
import { type ClassLookup, maskFromTensor } from './mask-from-tensor.js';
import type { MaskModel } from './mask-model.js';
import type { SentenceModel } from './sentence-model.js';

/** Puts the masks of one report together and stores them. */
export interface MaskCollector {
  /** Takes a part of the stream; throws TensorError or MaskError if it is not as agreed. */
  push(part: TensorPart): void;
  /** Resolves when every complete mask is stored. */
  settled(): Promise<void>;
  /** Adds to the masks what the sentences tell of them. Throws TensorError if a mask is open. */
  finish(sentences: readonly SentenceModel[]): void;
}

interface Kept {
  readonly mask: MaskModel;
  readonly blob: string;
}

/** A collector for the report `id`; class names come from `registry`, if it can be asked. */
export function createMaskCollector(
  id: string,
  geometry: FrameGeometry,
  registry: Promise<ListSpecialistsResponse | undefined>,
  { store, blobs }: { readonly store: ReportStore; readonly blobs: BlobStore },
): MaskCollector {
  const assembler = createTensorAssembler();
  const lookUp = registry.then(classLookup);
  const kept: Kept[] = [];
  let pending: Promise<unknown> = Promise.resolve();

  async function keep(tensor: Tensor): Promise<void> {
    const { mask, bits } = maskFromTensor(tensor, id, geometry, await lookUp);
    const blob = await blobs.put(bits.bits);
    store.addMask(id, mask, blob);
    kept.push({ mask, blob });
  }

  return {
    push(part) {
      const tensor = assembler.push(part);
      if (tensor === undefined) return;
      pending = Promise.all([pending, keep(tensor)]);
      // Awaited in settled(); until then a failure must not count as unhandled.
      pending.catch(() => undefined);
    },
    async settled() {
      await pending;
    },
    finish(sentences) {
      assembler.finish();
      const regions = sentences.flatMap((sentence) => sentence.regions);
      for (const { mask, blob } of kept) {
        const region = regions.find(({ maskUrl }) => maskUrl === mask.maskUrl);
        if (region === undefined) continue;
        const { meanProbability, provenance } = region;
        const named = { id: mask.class.id, name: region.class };
        store.addMask(id, { ...mask, class: named, meanProbability, provenance }, blob);
      }
    },
  };
}

function classLookup(registry: ListSpecialistsResponse | undefined): ClassLookup {
  return (specialist, classId) => {
    const entry = registry?.specialists.find(({ name }) => name === specialist);
    const found = entry?.description?.classes.find(({ id }) => id === classId);
    return found && { name: found.name, provenance: provenanceName(found.provenance) };
  };
}
