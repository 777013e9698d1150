// SPDX-License-Identifier: Apache-2.0
import type { ReportJson, StageJson } from './report-json.js';

const stage = (name: string, service: string, startMs: number, durationMs: number): StageJson => ({
  name,
  service,
  startMs,
  durationMs,
});

/** A partial report with every verdict, for the tests of the rendering. */
export const sampleReport: ReportJson = {
  id: '0198c0de-0000-7000-8000-000000000001',
  status: 'PARTIAL',
  text: 'The heart is enlarged. No pleural effusion.',
  sentences: [
    {
      text: 'the heart is enlarged .',
      verdict: 'supported',
      findings: [],
      evidence: [
        {
          kind: 'cardiothoracic_ratio',
          value: 0.57,
          threshold: 0.5,
          provenance: 'MEASURED',
          specialist: 'cxas',
          text: 'Cardiothoracic ratio 0.57, above 0.50.',
        },
      ],
      regions: [
        { class: 'heart', provenance: 'measured', box: { x0: 612, y0: 900, x1: 1400, y1: 1610 } },
      ],
    },
    { text: 'there is no pleural effusion or pneumothorax .', verdict: 'not_verifiable' },
    { text: 'the lungs are clear .', verdict: 'contradicted' },
    { text: 'degenerative changes of the spine .', verdict: 'unsupported' },
  ],
  contributions: [
    {
      slot: 'vision',
      specialist: 'vision-compact',
      version: '0.1.0',
      digest: 'sha256:0123456789abcdef',
      pixelProfile: 'rank-squash@1',
      state: 'used',
      required: true,
    },
    {
      slot: 'cxas',
      specialist: 'cxas',
      version: '0.2.0',
      digest: 'sha256:fedcba9876543210',
      pixelProfile: 'rank-squash@1',
      state: 'partial',
      reason: "'cxas' offers 2 of 3 classes; missing: 31",
      address: '127.0.0.1:7113',
      boundClasses: [121, 135],
      missingClasses: [31],
      attempts: [
        {
          address: '127.0.0.1:7013',
          reason: 'first',
          startMs: 0,
          durationMs: 240,
          outcome: 'LOST',
        },
        { address: '127.0.0.1:7113', reason: 'hedge', startMs: 210, durationMs: 30, outcome: 'OK' },
      ],
    },
    { slot: 'lvm-med', state: 'missing', reason: 'no answer within 5000 ms: UNAVAILABLE' },
  ],
  stages: [
    stage('receive', 'gateway', 0, 4),
    stage('decode-image', 'gateway', 4, 46),
    stage('fan-out', 'fusion-llm', 50, 400),
    stage('vision/queue', 'vision', 50, 60),
    stage('vision/preprocess', 'vision', 110, 40),
    stage('vision/run', 'vision', 150, 250),
    stage('vision/transfer', 'vision', 400, 50),
    stage('fuse', 'fusion-llm', 450, 3.2),
    stage('prefill', 'fusion-llm', 453.2, 60),
    stage('decode', 'fusion-llm', 513.2, 700),
    stage('ground', 'fusion-llm', 1213.2, 9),
    stage('store', 'gateway', 1222.2, 17.8),
  ],
  image: { width: 2048, height: 2500, source: 'dicom' },
  view: { name: 'frontal', probability: 0.986 },
  provenance: {
    fusion: { name: 'asarg-compact', version: '0.1.0' },
    options: {
      seed: 0,
      temperature: 0,
      topP: 1,
      maxNewTokens: 110,
      guidance: 1,
      without: ['cxas'],
      gate: 'enforce',
    },
    pipelineDigest: 'sha256:feedbeef00112233445566',
    inputDigest: 'sha256:cafe0011223344556677',
    software: { name: 'asarg-mesh', version: '0.1.0' },
  },
  epoch: 4,
  firstTokenMs: 540,
  warnings: ['pixel spacing is missing'],
  disclaimer: 'RESEARCH USE ONLY - NOT FOR DIAGNOSTIC USE',
};
