// SPDX-License-Identifier: Apache-2.0
import {
  AttemptReason,
  Certainty,
  ContributionState,
  type GenerateResponse,
  Laterality,
  Polarity,
  Provenance,
  ReportStatus,
  Verdict,
} from '@asarg/contracts';
import { encodeTensor, packMask } from '@asarg/tensor';

export type FusionEvent = NonNullable<GenerateResponse['event']>;

/** Ten by twenty mask with the box [2, 6) x [4, 16) set. */
const maskSize = { width: 10, height: 20 };
const maskPixels = Array.from({ length: 200 }, (_, index) => {
  const [x, y] = [index % 10, Math.floor(index / 10)];
  return x >= 2 && x < 6 && y >= 4 && y < 16 ? 1 : 0;
});

/** The model of the scripted `cxas`. */
export const cxasModel = {
  name: 'cxas-compact',
  version: '1.2.0',
  digest: 'c'.repeat(64),
  licence: 'MIT',
};

function stage(
  name: string,
  service: string,
  startMs: number,
  durationMs: number,
  outcome = '',
): FusionEvent {
  return { $case: 'stage', value: { name, service, startMs, durationMs, outcome } };
}

/** Of so little time that no caller has waited less. */
export const stageEvents: readonly FusionEvent[] = [
  { $case: 'stageStarted', value: { name: 'check', service: 'fusion-llm', startMs: 0 } },
  stage('check', 'fusion-llm', 0, 0.01),
  { $case: 'stageStarted', value: { name: 'fan-out', service: 'fusion-llm', startMs: 0.01 } },
  stage('cxas/earlier', 'cxas', 0.01, 0.04, 'UNAVAILABLE'),
  stage('cxas/run', 'cxas', 0.05, 0.15),
  stage('cxas/transfer', 'cxas', 0.2, 0.01),
  stage('cxas/call', 'cxas', 0.01, 0.2),
  stage('lvm-med/call', 'lvm-med', 0.01, 0.03, 'UNAVAILABLE'),
  stage('fan-out', 'fusion-llm', 0.01, 0.2),
];

export const contributionEvents: readonly FusionEvent[] = [
  {
    $case: 'contribution',
    value: {
      slot: 'segmentation',
      specialist: 'cxas',
      model: cxasModel,
      pixelProfile: 'rank-squash@1',
      state: ContributionState.PARTIAL,
      reason: 'one class is not offered',
      address: '127.0.0.1:7113',
      boundClasses: [135],
      missingClasses: [136],
      otherClasses: [10_000],
      attempts: [
        {
          address: '127.0.0.1:7013',
          reason: AttemptReason.FIRST,
          startMs: 0,
          durationMs: 240.12345,
          outcome: 'LOST',
        },
        {
          address: '127.0.0.1:7113',
          reason: AttemptReason.HEDGE,
          startMs: 210.00049,
          durationMs: 30,
          outcome: 'OK',
        },
      ],
      required: true,
      batchSize: 3,
    },
  },
  {
    $case: 'contribution',
    value: {
      slot: 'latent',
      specialist: 'lvm-med',
      model: undefined,
      pixelProfile: '',
      state: ContributionState.MISSING,
      reason: 'UNAVAILABLE',
      address: '',
      boundClasses: [],
      missingClasses: [],
      otherClasses: [],
      attempts: [],
      required: false,
      batchSize: 0,
    },
  },
];

/** A mask of class 135 over a frame of 1000 x 800 pixels. */
export function maskEvents(): FusionEvent[] {
  const { bits } = packMask(maskPixels, maskSize.width, maskSize.height);
  const affine = { xx: 100, xy: 0, x0: 0, yx: 0, yy: 40, y0: 0 };
  const tensor = { name: 'cxas/135', dtype: 'bit', shape: [20, 10], data: bits, affine } as const;
  return [...encodeTensor(tensor, { encoding: 'zstd' })].map((part) =>
    part.$case === 'header'
      ? { $case: 'maskHeader', value: part.value }
      : { $case: 'maskChunk', value: part.value },
  );
}

export const textEvents: readonly FusionEvent[] = [
  { $case: 'token', value: { index: 0, text: 'The heart ' } },
  { $case: 'token', value: { index: 1, text: 'is enlarged.' } },
  {
    $case: 'sentence',
    value: {
      index: 0,
      text: 'The heart is enlarged.',
      findings: [
        {
          label: 'Cardiomegaly',
          polarity: Polarity.PRESENT,
          certainty: Certainty.CERTAIN,
          laterality: Laterality.UNSPECIFIED,
        },
      ],
      verdict: Verdict.NOT_VERIFIABLE,
      evidence: [
        {
          kind: 'cardiothoracic_ratio',
          label: 'Cardiomegaly',
          value: 0.57,
          threshold: 0.5,
          provenance: Provenance.DERIVED,
          specialist: 'cxas',
          text: 'The ratio is 0.57.',
        },
      ],
      regions: [
        {
          specialist: 'cxas',
          classId: 135,
          className: 'heart',
          box: { x0: 200.25, y0: 160, x1: 600, y1: 640 },
          provenance: Provenance.MEASURED,
          meanProbability: 0.75,
          mask: 'cxas/135',
        },
      ],
    },
  },
];

export const doneEvent: FusionEvent = {
  $case: 'done',
  value: {
    status: ReportStatus.PARTIAL,
    text: 'The heart is enlarged.',
    model: {
      name: 'asarg-compact',
      version: '0.1.0',
      digest: 'f'.repeat(64),
      licence: 'Apache-2.0',
    },
    options: {
      seed: 7,
      temperature: 0,
      topP: 1,
      maxNewTokens: 96,
      guidance: 0,
      without: [],
      gate: 0,
    },
    tokens: 2,
    pipelineDigest: 'e'.repeat(64),
    firstTokenMs: 25,
    epoch: 4,
    totalMs: 0.21,
  },
};

/** Every event of a good report. */
export async function* wholeReport(): AsyncGenerator<FusionEvent> {
  yield* [...stageEvents, ...contributionEvents, ...maskEvents(), ...textEvents, doneEvent];
}
