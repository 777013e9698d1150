// SPDX-License-Identifier: Apache-2.0
import {
  FeatureKind,
  Provenance,
  type Code,
  type DescribeResponse,
  type ModelIdentity,
} from '@asarg/contracts';
import type { BundleClass, FeatureName, SpecialistManifest } from '@asarg/model-bundle';
import { dataTypeOf } from '@asarg/tensor';
import { hash } from 'node:crypto';
import { outputForm } from './output-form.js';

const kinds: Readonly<Record<FeatureName, FeatureKind>> = {
  PATCH_TOKENS: FeatureKind.PATCH_TOKENS,
  LATENT_VECTOR: FeatureKind.LATENT_VECTOR,
  SEGMENTATION: FeatureKind.SEGMENTATION,
  FINDING_TAGS: FeatureKind.FINDING_TAGS,
  ACTIVATION_MAPS: FeatureKind.ACTIVATION_MAPS,
  VIEW_SCORES: FeatureKind.VIEW_SCORES,
};

const provenances: Readonly<Record<BundleClass['provenance'], Provenance>> = {
  measured: Provenance.MEASURED,
  derived: Provenance.DERIVED,
  weak: Provenance.WEAK,
  synthetic: Provenance.SYNTHETIC,
  untrained: Provenance.UNTRAINED,
};

/** Coding scheme designators of DICOM PS3.16, table 8-1, by the names that bundles use. */
const schemes: Readonly<Record<string, string>> = { snomed: 'SCT', radlex: 'RADLEX', dcm: 'DCM' };

/** Who the model of a bundle is. */
export function identityOf(manifest: SpecialistManifest): ModelIdentity {
  const { name, version, model, licence } = manifest;
  const settingsDigest = settingsDigestOf(manifest);
  return {
    name,
    version,
    digest: model.sha256,
    licence,
    ...(settingsDigest && { settingsDigest }),
  };
}

/** The part of a manifest that decides answers besides the weights; undefined if there is none. */
function settingsDigestOf({ pixelProfile, outputs }: SpecialistManifest): string | undefined {
  const { id: _, width: __, height: ___, ...settings } = pixelProfile;
  const sources = outputs.map(({ name, dtype, shape, from }) => from && [name, dtype, shape, from]);
  const isPlain = Object.keys(settings).length === 0 && sources.every((from) => !from);
  return isPlain ? undefined : hash('sha256', JSON.stringify([pixelProfile, sources]));
}

/** The answer to Describe for a bundle. */
export function describeBundle(
  manifest: SpecialistManifest,
  executionProvider: string,
): DescribeResponse {
  const { pixelProfile } = manifest;
  return {
    model: identityOf(manifest),
    kind: kinds[manifest.feature],
    outputs: manifest.outputs.map((output) => {
      const { dtype, shape } = outputForm(output, pixelProfile);
      return {
        name: output.name,
        kind: kinds[output.feature],
        dataType: dataTypeOf(dtype),
        shape: [...shape],
        meaning: output.meaning,
      };
    }),
    classes: manifest.catalogue.map(({ id, name, superclass, provenance, codes }) => ({
      id,
      name,
      superclass,
      provenance: provenances[provenance],
      codes: codesOf(codes),
    })),
    labels: [...manifest.labels],
    input: {
      pixelProfile: pixelProfile.id,
      width: pixelProfile.width,
      height: pixelProfile.height,
      views: [...manifest.takesViews],
    },
    expectedP95Ms: Math.round(manifest.expectedP95Ms),
    executionProvider,
    views: [...manifest.views],
  };
}

function codesOf(codes: Readonly<Record<string, string>>): Code[] {
  return Object.entries(codes).map(([scheme, value]) => ({
    scheme: schemes[scheme] ?? scheme.toUpperCase(),
    value,
  }));
}
