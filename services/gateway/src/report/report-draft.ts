// SPDX-License-Identifier: Apache-2.0
import { ReportStatus as WireStatus } from '@asarg/contracts';
import type { Problem } from '../http/problem.js';
import { markCritical } from './critical-path.js';
import { placeStages } from './place-stages.js';
import type { FusionEnd, ReportEvent } from './report-event.js';
import { optionsModel } from './options-model.js';
import type { ReportModel } from './report-model.js';
import type { ContributionModel } from './contribution-model.js';
import type { ModelModel } from './report-parts-model.js';
import { roundMs } from './round-ms.js';

/** The report after one more event; pure, so that a stored report is rebuilt the same way. */
export function applyEvent(report: ReportModel, event: ReportEvent, nowMs?: number): ReportModel {
  switch (event.type) {
    case 'stage_started':
      return report;
    case 'stage':
      return { ...report, stages: [...report.stages, event.data] };
    case 'view':
      return { ...report, view: event.data };
    case 'warning':
      return { ...report, warnings: [...report.warnings, event.data.text] };
    case 'contribution':
      return withContribution(report, event.data);
    case 'token':
      return {
        ...report,
        text: report.text + event.data.text,
        firstTokenMs: report.firstTokenMs ?? (nowMs === undefined ? null : roundMs(nowMs)),
      };
    case 'sentence':
      return { ...report, sentences: [...report.sentences, event.data] };
    case 'report':
      return event.data;
  }
}

/** The times of an end, in milliseconds since the request. */
export interface ReportTimes {
  /** When fusion-llm began. */
  readonly offsetMs: number;
  /** How much later the stages were placed than they should have been. */
  readonly lateMs: number;
  readonly durationMs: number;
}

/** The report as fusion-llm ended it. */
export function completeReport(
  report: ReportModel,
  end: FusionEnd,
  { offsetMs, lateMs, durationMs }: ReportTimes,
): ReportModel {
  const { model } = end;
  const identity = { name: model?.name ?? '', version: model?.version ?? '' };
  const digest = model?.digest ?? '';
  const models: ModelModel[] = [
    ...report.provenance.models,
    { role: 'fusion-llm', ...identity, digest, pixelProfile: '', licence: model?.licence ?? '' },
  ];
  return {
    ...report,
    status: end.status === WireStatus.COMPLETE ? 'COMPLETE' : 'PARTIAL',
    text: end.text,
    epoch: end.epoch,
    firstTokenMs: end.tokens > 0 ? roundMs(end.firstTokenMs + offsetMs) : null,
    durationMs: roundMs(durationMs),
    stages: markCritical(placeStages(report.stages, lateMs)),
    provenance: {
      ...report.provenance,
      models,
      fusion: { ...identity, digest },
      options: end.options ? optionsModel(end.options) : report.provenance.options,
      pipelineDigest: end.pipelineDigest,
    },
  };
}

/** The report as a problem ended it, with its times if known; what came about before is kept. */
export function failReport(
  report: ReportModel,
  error: Problem,
  times?: Omit<ReportTimes, 'offsetMs'>,
): ReportModel {
  const stages = markCritical(placeStages(report.stages, times?.lateMs ?? 0));
  const durationMs = times === undefined ? null : roundMs(times.durationMs);
  return { ...report, status: 'FAILED', error, durationMs, stages };
}

function withContribution(report: ReportModel, contribution: ContributionModel): ReportModel {
  const { models } = report.provenance;
  const { specialist, model, version, digest, pixelProfile, licence } = contribution;
  const isNew = digest !== '' && !models.some((known) => known.role === specialist);
  const added = { role: specialist, name: model, version, digest, pixelProfile, licence };
  return {
    ...report,
    contributions: [...report.contributions, contribution],
    provenance: { ...report.provenance, models: isNew ? [...models, added] : models },
  };
}
