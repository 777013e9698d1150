// SPDX-License-Identifier: Apache-2.0
import type { PairedDifference, ReportScores, VerdictAgreement } from '@asarg/evaluation';

/** Schema of the file that `asarg eval report --json` writes. */
export const resultSchema = 'asarg.eval-report/1';

/** One study. The file holds report text of the data set: it has the data set's terms. */
export interface ResultRow {
  readonly id: string;
  /** Positive labels of the text by CheXpert-lite. */
  readonly labels: readonly string[];
  readonly referenceLabels: readonly string[];
  readonly text: string;
  readonly reference: string;
}

/** A study that could not be scored. */
export interface Failure {
  readonly id: string;
  readonly reason: string;
}

/** Mean and sample standard deviation of a score over folds, and each fold's. */
export interface FoldScores {
  readonly folds: number;
  readonly metrics: Readonly<
    Record<string, { readonly mean: number; readonly sd: number; readonly each: readonly number[] }>
  >;
}

/** What copies or repeats reach, and how far the reports are above it. */
export interface FloorScores extends ReportScores {
  /** Reports minus floor by metric, paired by study. */
  readonly differences: Readonly<Record<string, PairedDifference>>;
}

/** What was measured, and on what. */
export interface ReportResult {
  readonly schema: typeof resultSchema;
  readonly name: string;
  readonly split: string;
  readonly labeler: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Digests of the pipelines that wrote the reports: one, unless some report was PARTIAL. */
  readonly pipelineDigests: readonly string[];
  /** Scores with `rounds` bootstrap resamples. */
  readonly scores: ReportScores;
  readonly verdicts?: readonly VerdictAgreement[];
  /** Reports that missed a specialist. */
  readonly partial: number;
  readonly failures: readonly Failure[];
  readonly floors?: Readonly<Record<string, FloorScores>>;
  readonly folds?: Readonly<Record<string, FoldScores>>;
  /** The same scores by CheXbert, where the user gave its weights. */
  readonly chexbert?: ReportScores;
  /** RadGraph F1 (partial reward), where the user gave annotations. */
  readonly radgraph?: {
    readonly studies: number;
    readonly f1: number;
    readonly interval: readonly [number, number];
  };
  readonly rows: readonly ResultRow[];
}
