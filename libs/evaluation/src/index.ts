// SPDX-License-Identifier: Apache-2.0
/**
 * Scores of reports and masks: pure functions, but for CheXbert, which runs the user's own weights.
 *
 * ```ts
 * import { countStudies, scoreReports } from '@asarg/evaluation';
 *
 * const studies = countStudies([
 *   { id: '1', text: 'The heart is enlarged.', reference: 'Cardiomegaly.' },
 *   { id: '2', text: 'The lungs are clear.', reference: 'No focal opacity.' },
 * ]);
 * const { subsets, shuffled } = scoreReports(studies);
 * process.stdout.write(`${subsets.all?.metrics['micro13']?.value} ${shuffled.micro13}\n`); // 1 0
 * ```
 */

// Reports.
export { countStudies, scoreReports, subsetNames } from './score-reports.js';
export { sumCounts } from './study-counts.js';
export { classScores, metricOf, metrics } from './metrics.js';
export {
  isAbnormal,
  labelerName,
  labelMaskOf,
  labelsOfMask,
  maskOfLabels,
} from './clinical/label-mask.js';
export { contradictsItself } from './clinical/self-contradiction.js';
export { mentionsPrior } from './clinical/prior-words.js';
export { verdictAgreement, verdictNames } from './clinical/verdict-agreement.js';
export { cleanText } from './text/clean-text.js';
export { meteorLabel } from './text/meteor.js';

// Floors.
export { constantNormalReport } from './floors/normal-report.js';
export { meanOfRows, nearestByCosine, nearestByTags } from './floors/nearest.js';
export { thumbnailOf } from './floors/thumbnail.js';

// Statistics.
export { aucOf } from './statistics/auc.js';
export { bootstrapIntervals, bootstrapOf, percentile } from './statistics/bootstrap.js';
export { foldOf, meanAndSd } from './statistics/folds.js';
export { pairedTest } from './statistics/paired-test.js';
export { shuffledControl } from './statistics/shuffled-control.js';

// Masks.
export { contourOf } from './segmentation/contour.js';
export { overlapOf } from './segmentation/overlap.js';
export { maskOnImage } from './segmentation/resample-mask.js';
export { ratioOf } from './segmentation/simple-ratio.js';

// What the user brings.
export { openCheXbert } from './external/chexbert.js';
export { radGraphF1, readRadGraphFile } from './external/radgraph.js';

// Plots.
export { barPlot } from './plots/bar-plot.js';
export { linePlot } from './plots/line-plot.js';

export type { CheXbert } from './external/chexbert.js';
export type { Bar, BarPlot } from './plots/bar-plot.js';
export type { Line, LinePlot } from './plots/line-plot.js';
export type {
  CountedStudy,
  MetricValue,
  ReportScores,
  SubsetName,
  SubsetScores,
} from './score-reports.js';
export type { ClassScore, Metric } from './metrics.js';
export type { GridToImage } from './segmentation/resample-mask.js';
export type { Interval } from './statistics/bootstrap.js';
export type { JudgedSentence, VerdictAgreement } from './clinical/verdict-agreement.js';
export type { LabelMask } from './clinical/label-mask.js';
export type { Overlap } from './segmentation/overlap.js';
export type { PairedDifference } from './statistics/paired-test.js';
export type { PixelMask } from './segmentation/simple-ratio.js';
export type { RadGraphStudy } from './external/radgraph.js';
export type { ScoredCase } from './statistics/auc.js';
export type { ScoredStudy, StudyCounts } from './study-counts.js';
export type { ShuffledControl } from './statistics/shuffled-control.js';
