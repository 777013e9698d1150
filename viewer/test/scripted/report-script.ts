// SPDX-License-Identifier: Apache-2.0
import type {
  Attempt,
  Contribution,
  Evidence,
  Region,
  Report,
  ReportEvent,
  Sentence,
} from '../../src/api/report-types.ts';
import { boxOf, CLASSES, ORIGINAL } from './drawn-chest.ts';
import { scriptedStages, stagesWithoutCxas } from './scripted-stages.ts';

const digest = (letter: string) => `sha256:${letter.repeat(4)}81f09ac24e7b${letter.repeat(48)}`;

/** Which report: whole, without its cxas specialist, or with one that lacks some classes. */
export type ScriptedKind = 'complete' | 'partial' | 'gaps';

/** A finished report: COMPLETE, or PARTIAL for what it lacks. */
export function scriptedReport(id: string, kind: ScriptedKind = 'complete'): Report {
  const partial = kind === 'partial';
  const sentences = partial ? withoutCxas(sentencesOf(id)) : sentencesOf(id);
  return {
    id,
    status: kind === 'complete' ? 'COMPLETE' : 'PARTIAL',
    createdAt: '2026-11-23T23:40:12.204Z',
    text: sentences.map((sentence) => sentence.text).join(' '),
    sentences,
    contributions: contributions(kind),
    stages: partial ? stagesWithoutCxas : scriptedStages,
    image: {
      ...ORIGINAL,
      source: 'dicom',
      digest: digest('e'),
      view: 'PA',
      spacing: { columnMm: 0.35, rowMm: 0.35 },
      url: `/v1/reports/${id}/image`,
    },
    view: { name: 'frontal', probability: 0.994, specialist: 'vision' },
    provenance: {
      models: (['vision', 'lvm-med', 'cxas'] as const)
        .filter((name) => !partial || name !== 'cxas')
        .map((name, at) => ({
          role: 'specialist',
          name: `compact-${name}`,
          version: '0.1.0',
          digest: digest('abc'[at] ?? 'f'),
          pixelProfile: 'rank-squash@1',
          licence: 'Apache-2.0',
        })),
      fusion: { name: 'compact-fusion', version: '0.1.0', digest: digest('d') },
      options: {
        seed: 7,
        temperature: 0,
        topP: 1,
        maxNewTokens: 128,
        guidance: 0,
        without: [],
        gate: 'enforce',
      },
      pipelineDigest: digest('9'),
      inputDigest: digest('e'),
      software: { name: 'asarg-mesh', version: '0.1.0' },
    },
    epoch: 4,
    firstTokenMs: 905,
    durationMs: 2329,
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    warnings: partial ? ['The input was not checked: the specialist that tells views failed'] : [],
    disclaimer: 'RESEARCH USE ONLY - NOT FOR DIAGNOSTIC USE',
  };
}

/** Each event of a report in the making, with its time in milliseconds since the start. */
export function scriptedEvents(report: Report): readonly { atMs: number; event: ReportEvent }[] {
  const events: { atMs: number; event: ReportEvent }[] = [];
  const at = (atMs: number, event: ReportEvent) => events.push({ atMs, event });
  for (const { critical: _, ...stage } of report.stages) {
    const { name, service, startMs, durationMs } = stage;
    // Parts of a call are told when it has ended.
    const isPart = name.includes('/') && !name.endsWith('/call');
    if (!isPart) at(startMs, { name: 'stage_started', data: { name, service, startMs } });
    at(startMs + durationMs, { name: 'stage', data: stage });
  }
  if (report.view) at(680, { name: 'view', data: report.view });
  for (const text of report.warnings ?? []) at(681, { name: 'warning', data: { text } });
  for (const contribution of report.contributions) {
    at(690, { name: 'contribution', data: contribution });
  }
  const decode = scriptedStages.find((stage) => stage.name === 'decode');
  const words = report.sentences.flatMap((sentence) =>
    sentence.text.split(' ').map((word, place, all) => ({
      text: `${word} `,
      sealed: place === all.length - 1 ? sentence : undefined,
    })),
  );
  words.forEach(({ text, sealed }, index) => {
    const share = (index + 1) / words.length;
    const atMs = (decode?.startMs ?? 0) + share * ((decode?.durationMs ?? 0) - 10);
    at(atMs, { name: 'token', data: { index, text } });
    if (sealed) at(atMs + 6, { name: 'sentence', data: sealed });
  });
  const sorted = events.toSorted((a, b) => a.atMs - b.atMs);
  const endMs = (sorted.at(-1)?.atMs ?? 0) + 5;
  return [...sorted, { atMs: endMs, event: { name: 'report', data: report } }];
}

function contributions(kind: ScriptedKind): readonly Contribution[] {
  return [
    { ...used('vision', 'vision', 'a', 7011), required: true, batchSize: 4 },
    {
      ...used('medical', 'lvm-med', 'b', 7112),
      attempts: [attempt(7012, 'first', 0, 560, 'LOST'), attempt(7112, 'hedge', 210, 350, 'OK')],
    },
    anatomy(kind),
  ];
}

function anatomy(kind: ScriptedKind): Contribution {
  const whole = { ...used('anatomy', 'cxas', 'c', 7013), boundClasses: [...FED, ...LACKING] };
  switch (kind) {
    case 'complete':
      return whole;
    case 'gaps':
      return {
        ...whole,
        state: 'partial',
        reason: "'cxas' offers 4 of 7 classes; missing: 105, 106, 999",
        boundClasses: FED,
        missingClasses: LACKING,
      };
    case 'partial':
      return {
        ...whole,
        model: '',
        version: '',
        digest: '',
        pixelProfile: '',
        state: 'missing',
        reason: 'UNAVAILABLE: expected an answer within 5000 ms, found a refused connection',
        address: '',
        boundClasses: [],
        missingClasses: [...FED, ...LACKING],
        attempts: [
          attempt(7013, 'first', 0, 3, 'UNAVAILABLE'),
          attempt(7113, 'retry', 53, 527, 'DEADLINE_EXCEEDED'),
        ],
      };
  }
}

const FED = [31, 32, 121, 135];
const LACKING = [105, 106, 999];

function used(slot: string, specialist: string, letter: string, port: number): Contribution {
  return {
    slot,
    specialist,
    model: `compact-${specialist}`,
    version: '0.1.0',
    digest: digest(letter),
    pixelProfile: 'rank-squash@1',
    state: 'used',
    reason: '',
    address: `127.0.0.1:${port}`,
    boundClasses: [],
    missingClasses: [],
    attempts: [attempt(port, 'first', 0, 330, 'OK')],
    required: false,
  };
}

function attempt(
  port: number,
  reason: Attempt['reason'],
  startMs: number,
  durationMs: number,
  outcome: string,
): Attempt {
  return { address: `127.0.0.1:${port}`, reason, startMs, durationMs, outcome };
}

function region(id: string, classId: number, meanProbability: number): Region {
  const provenance = classId === 6 ? 'derived' : 'measured';
  return {
    class: CLASSES[classId]?.name ?? '',
    classId,
    specialist: 'cxas',
    provenance,
    meanProbability,
    box: boxOf(classId),
    maskUrl: `/v1/reports/${id}/masks/cxas/${classId}`,
  };
}

function withoutCxas(sentences: readonly Sentence[]): readonly Sentence[] {
  return sentences.map((sentence) => {
    const evidence = sentence.evidence.filter((item) => item.specialist !== 'cxas');
    const verdict = evidence.length > 0 ? sentence.verdict : 'not_verifiable';
    return { ...sentence, evidence, verdict, regions: [] };
  });
}

function sentencesOf(id: string): readonly Sentence[] {
  const finding = { certainty: 'certain', laterality: 'unspecified' } as const;
  const tag = (label: string, value: number, threshold: number): Evidence => ({
    kind: 'finding_probability',
    label,
    value,
    threshold,
    provenance: 'measured',
    specialist: 'vision',
    text: '',
  });
  return [
    {
      index: 0,
      text: 'The heart is mildly enlarged.',
      findings: [{ label: 'Cardiomegaly', polarity: 'present', ...finding }],
      verdict: 'supported',
      evidence: [
        {
          kind: 'cardiothoracic_ratio',
          label: 'Cardiomegaly',
          value: 0.57,
          threshold: 0.5,
          provenance: 'derived',
          specialist: 'cxas',
          text: 'The heart is 340 px wide and the thorax 596 px.',
        },
        tag('Cardiomegaly', 0.71, 0.42),
      ],
      regions: [region(id, 3, 0.96), region(id, 1, 0.98), region(id, 2, 0.97)],
    },
    {
      index: 1,
      text: 'There is no pleural effusion or pneumothorax.',
      findings: [
        { label: 'Pleural Effusion', polarity: 'absent', ...finding },
        { label: 'Pneumothorax', polarity: 'absent', ...finding },
      ],
      verdict: 'contradicted',
      evidence: [tag('Pleural Effusion', 0.63, 0.38), tag('Pneumothorax', 0.04, 0.29)],
      regions: [region(id, 6, 0.81)],
    },
    {
      index: 2,
      text: 'A patchy opacity in the left lower lobe may represent atelectasis.',
      findings: [
        { label: 'Lung Opacity', polarity: 'present', certainty: 'certain', laterality: 'left' },
        { label: 'Atelectasis', polarity: 'present', certainty: 'uncertain', laterality: 'left' },
      ],
      verdict: 'unsupported',
      evidence: [tag('Lung Opacity', 0.31, 0.33)],
      regions: [region(id, 2, 0.97)],
    },
    {
      index: 3,
      text: 'The clavicles are intact.',
      findings: [{ label: 'Fracture', polarity: 'absent', ...finding }],
      verdict: 'supported',
      evidence: [tag('Fracture', 0.03, 0.21)],
      regions: [region(id, 4, 0.93), region(id, 5, 0.92)],
    },
    {
      index: 4,
      text: 'Degenerative changes are present in the thoracic spine.',
      findings: [],
      verdict: 'not_verifiable',
      evidence: [],
      regions: [],
    },
  ];
}
