// SPDX-License-Identifier: Apache-2.0
import type { ReportDone } from '@asarg/contracts';
import type { ReportModel } from './report-model.js';
import type { ContributionModel } from './contribution-model.js';
import type { StageModel, ViewModel } from './report-parts-model.js';
import type { SentenceModel } from './sentence-model.js';

/** An event of a report's life, as subscribers get it. */
export type ReportEvent =
  | {
      readonly type: 'stage_started';
      readonly data: Pick<StageModel, 'name' | 'service' | 'startMs'>;
    }
  | { readonly type: 'stage'; readonly data: StageModel }
  | { readonly type: 'view'; readonly data: ViewModel }
  | { readonly type: 'warning'; readonly data: { readonly text: string } }
  | { readonly type: 'contribution'; readonly data: ContributionModel }
  | { readonly type: 'token'; readonly data: { readonly index: number; readonly text: string } }
  | { readonly type: 'sentence'; readonly data: SentenceModel }
  | { readonly type: 'report'; readonly data: ReportModel };

/** Type of the last event of every report. */
export const lastEventType = 'report' satisfies ReportEvent['type'];

/** The end of a report as fusion-llm told it. */
export type FusionEnd = ReportDone;
