// SPDX-License-Identifier: Apache-2.0
import { findClass } from '@asarg/catalogue';
import type {
  ProbeResult,
  SegmentationClass,
  ShadowComparison,
  SlotBinding,
  Specialist,
} from '@asarg/contracts';
import type { FusionEdge } from '../edges/fusion-edge.js';
import { featureKindName, provenanceName, specialistStateName } from '../report/enum-names.js';
import { roundMs } from '../report/round-ms.js';
import type { ProbeModel, ShadowModel } from './probe-model.js';
import type {
  BindingModel,
  RegistryModel,
  SpecialistClassModel,
  SpecialistModel,
} from './specialists-model.js';

/** Asks fusion-llm for its registry. */
export interface SpecialistsService {
  /** The registry as it is now; rejects with MeshError. */
  registry(): Promise<RegistryModel>;
}

/** The registry as the API shows it. */
export function createSpecialistsService(fusion: FusionEdge): SpecialistsService {
  return {
    async registry() {
      const { specialists, bindings, epoch, versions } = await fusion.specialists();
      return {
        specialists: specialists.map(specialistOf),
        bindings: bindings.map(bindingOf),
        epoch,
        versions: versions.map((version) => ({ ...version })),
      };
    },
  };
}

function specialistOf(entry: Specialist): SpecialistModel {
  const { name, address, state, reason, description, source, version, probe, shadow } = entry;
  return {
    name,
    address,
    state: specialistStateName(state),
    reason,
    source,
    version,
    probe: probe === undefined ? null : probeOf(probe),
    shadow: shadow === undefined ? null : shadowOf(shadow),
    model: description?.model === undefined ? null : { ...description.model },
    kind: description === undefined ? null : featureKindName(description.kind),
    pixelProfile: description?.input?.pixelProfile ?? null,
    executionProvider: description?.executionProvider ?? null,
    takesViews: [...(description?.input?.views ?? [])],
    outputs: (description?.outputs ?? []).map((output) => ({
      name: output.name,
      kind: featureKindName(output.kind),
      shape: [...output.shape],
      meaning: output.meaning,
    })),
    classes: (description?.classes ?? []).map(classOf),
    labels: [...(description?.labels ?? [])],
  };
}

function probeOf({ passed, checks, latencyMs }: ProbeResult): ProbeModel {
  return {
    passed,
    checks: checks.map((check) => ({ ...check })),
    latencyMs: roundMs(latencyMs),
  };
}

function shadowOf({ classes, outputs, ...figures }: ShadowComparison): ShadowModel {
  return {
    ...figures,
    classes: classes.map((agreement) => ({ ...agreement })),
    outputs: outputs.map((agreement) => ({ ...agreement })),
  };
}

function classOf(row: SegmentationClass): SpecialistClassModel {
  const { id, name, superclass, provenance, codes } = row;
  const known = findClass(id);
  // A specialist may use an id for something else: then only what it says itself counts.
  const isSame = known?.name === name;
  return {
    id,
    name,
    kind: isSame ? known.kind : null,
    superclasses: isSame ? [...known.superclasses] : [superclass].filter(Boolean),
    provenance: provenanceName(provenance),
    codes: codes.map((code) => ({ ...code })),
  };
}

function bindingOf(binding: SlotBinding): BindingModel {
  return { ...binding, kind: featureKindName(binding.kind) };
}
