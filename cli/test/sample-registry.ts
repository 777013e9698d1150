// SPDX-License-Identifier: Apache-2.0
import {
  DescribeResponse,
  FeatureKind,
  Provenance,
  SpecialistState,
  type ListSpecialistsResponse,
  type Specialist,
} from '@asarg/contracts';

const classes = [
  { id: 31, name: 'lung left', superclass: '', provenance: Provenance.MEASURED, codes: [] },
  { id: 121, name: 'heart', superclass: '', provenance: Provenance.MEASURED, codes: [] },
  { id: 900, name: 'pacemaker', superclass: '', provenance: Provenance.SYNTHETIC, codes: [] },
  { id: 901, name: 'nothing yet', superclass: '', provenance: Provenance.UNTRAINED, codes: [] },
];

function instance(name: string, port: number, more: Partial<Specialist> = {}): Specialist {
  return {
    name,
    address: `127.0.0.1:${port}`,
    state: SpecialistState.ACTIVE,
    reason: '',
    source: 'file',
    version: '1.0.0+0123456789ab',
    description: DescribeResponse.fromPartial({
      model: { name: `${name}-compact`, version: '1.0.0', digest: 'd', licence: 'MIT' },
      input: { pixelProfile: 'rank-squash@1' },
      executionProvider: 'cpu',
      classes: name === 'cxas' ? classes : [],
    }),
    probe: undefined,
    shadow: undefined,
    ...more,
  };
}

/** A registry with two versions of a segmenter and one specialist that cannot be reached. */
export function sampleRegistry(): ListSpecialistsResponse {
  return {
    epoch: 7,
    versions: [
      {
        specialist: 'cxas',
        version: '1.0.0+0123456789ab',
        previous: '0.9.0+fedcba987654',
        reason: 'promoted by command',
      },
      { specialist: 'vision', version: '', previous: '', reason: 'none was admitted yet' },
    ],
    specialists: [
      instance('cxas', 7013, {
        probe: {
          passed: true,
          checks: [
            { name: 'finite', passed: true, detail: '' },
            { name: 'repeatable', passed: true, detail: '' },
          ],
          latencyMs: 41.2,
        },
      }),
      instance('cxas', 7113, {
        state: SpecialistState.SHADOW,
        reason: '1.0.0+0123456789ab is active',
        source: 'lease',
        version: '1.1.0+cafe00112233',
        shadow: {
          reports: 12,
          failures: 1,
          classes: [
            { classId: 31, dice: 0.97, reports: 12 },
            { classId: 121, dice: 0.912, reports: 11 },
          ],
          outputs: [{ output: 'pooled', cosine: 0.991 }],
          textDifference: 0.021,
          findingDifferences: 1,
          waitsFor: '8 more reports',
        },
      }),
      instance('lvm-med', 7012, {
        state: SpecialistState.QUARANTINED,
        reason: 'latent: expected finite values, found NaN',
        probe: {
          passed: false,
          checks: [
            { name: 'outputs', passed: true, detail: '' },
            { name: 'finite', passed: false, detail: 'expected finite values, found NaN' },
          ],
          latencyMs: 0,
        },
      }),
      instance('vision', 7011, {
        state: SpecialistState.DISCOVERED,
        reason: 'not reached yet',
        version: '',
        source: 'kubernetes',
        description: undefined,
      }),
    ],
    bindings: [
      {
        slot: 'vision',
        kind: FeatureKind.PATCH_TOKENS,
        specialist: '',
        output: '',
        slotClasses: [],
        boundClasses: [],
        otherClasses: [],
        reason: "'vision' is DISCOVERED: not reached yet",
      },
      {
        slot: 'cxas',
        kind: FeatureKind.SEGMENTATION,
        specialist: 'cxas',
        output: 'pooled',
        slotClasses: [31, 32, 121],
        boundClasses: [31, 121],
        otherClasses: [900],
        reason: "'cxas' offers 2 of 3 classes; missing: 32",
      },
    ],
  };
}
