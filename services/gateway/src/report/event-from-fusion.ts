// SPDX-License-Identifier: Apache-2.0
import type {
  Attempt,
  Contribution,
  Evidence,
  GenerateResponse,
  Region,
  Sentence,
} from '@asarg/contracts';
import type { AttemptModel, ContributionModel } from './contribution-model.js';
import { type FrameGeometry, frameBoxToImage } from './coordinates.js';
import {
  attemptReasonName,
  certaintyName,
  contributionStateName,
  lateralityName,
  polarityName,
  provenanceName,
  verdictName,
} from './enum-names.js';
import { maskKeyOf, maskUrlOf } from './mask-key.js';
import type { ReportEvent } from './report-event.js';
import { roundMs } from './round-ms.js';
import type { EvidenceModel, RegionModel, SentenceModel } from './sentence-model.js';

/** What places an event of fusion-llm in its report. */
export interface EventContext {
  readonly reportId: string;
  readonly geometry: FrameGeometry;
  /** Milliseconds from the request to the beginning of fusion-llm's work. */
  readonly offsetMs: number;
}

/** The report's event for one of fusion-llm; undefined for mask parts and the end. */
export function eventFromFusion(
  event: NonNullable<GenerateResponse['event']>,
  context: EventContext,
): ReportEvent | undefined {
  switch (event.$case) {
    case 'stageStarted': {
      const { name, service } = event.value;
      const startMs = roundMs(event.value.startMs + context.offsetMs);
      const data = { name, service, startMs };
      return { type: 'stage_started', data };
    }
    case 'stage': {
      const { name, service, outcome } = event.value;
      const startMs = roundMs(event.value.startMs + context.offsetMs);
      // Ends are rounded, not durations: stages that meet still meet.
      const endMs = roundMs(event.value.startMs + event.value.durationMs + context.offsetMs);
      const durationMs = roundMs(endMs - startMs);
      const data = { name, service, startMs, durationMs, ...(outcome && { outcome }) };
      return { type: 'stage', data };
    }
    case 'view': {
      const { view: name, probability, specialist } = event.value;
      return { type: 'view', data: { name, probability, specialist } };
    }
    case 'warning':
      return { type: 'warning', data: { text: event.value } };
    case 'contribution':
      return { type: 'contribution', data: contributionOf(event.value) };
    case 'token':
      return { type: 'token', data: { index: event.value.index, text: event.value.text } };
    case 'sentence':
      return { type: 'sentence', data: sentenceOf(event.value, context) };
    case 'maskHeader':
    case 'maskChunk':
    case 'done':
      return undefined;
  }
}

function contributionOf(contribution: Contribution): ContributionModel {
  const { slot, specialist, model, pixelProfile, state, reason, address, required } = contribution;
  return {
    slot,
    specialist,
    model: model?.name ?? '',
    version: model?.version ?? '',
    digest: model?.digest ?? '',
    licence: model?.licence ?? '',
    pixelProfile,
    state: contributionStateName(state),
    reason,
    address,
    boundClasses: [...contribution.boundClasses],
    missingClasses: [...contribution.missingClasses],
    otherClasses: [...contribution.otherClasses],
    attempts: contribution.attempts.map(attemptOf),
    required,
    ...(contribution.batchSize > 0 && { batchSize: contribution.batchSize }),
  };
}

function attemptOf({ address, reason, startMs, durationMs, outcome }: Attempt): AttemptModel {
  return {
    address,
    reason: attemptReasonName(reason),
    startMs: roundMs(startMs),
    durationMs: roundMs(durationMs),
    outcome,
  };
}

function sentenceOf(sentence: Sentence, context: EventContext): SentenceModel {
  return {
    index: sentence.index,
    text: sentence.text,
    findings: sentence.findings.map(({ label, polarity, certainty, laterality }) => ({
      label,
      polarity: polarityName(polarity),
      certainty: certaintyName(certainty),
      laterality: lateralityName(laterality),
    })),
    verdict: verdictName(sentence.verdict),
    evidence: sentence.evidence.map(evidenceOf),
    regions: sentence.regions.map((region) => regionOf(region, context)),
  };
}

function evidenceOf(evidence: Evidence): EvidenceModel {
  const { kind, label, value, threshold, provenance, specialist, text } = evidence;
  return {
    kind,
    label,
    value,
    ...(threshold === undefined ? {} : { threshold }),
    provenance: provenanceName(provenance),
    specialist,
    text,
  };
}

function regionOf(region: Region, { reportId, geometry }: EventContext): RegionModel {
  const key = maskKeyOf(region.mask);
  return {
    class: region.className,
    classId: region.classId,
    specialist: region.specialist,
    provenance: provenanceName(region.provenance),
    meanProbability: region.meanProbability,
    box: region.box === undefined ? null : frameBoxToImage(region.box, geometry),
    maskUrl: key === undefined ? null : maskUrlOf(reportId, key),
  };
}
