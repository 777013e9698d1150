// SPDX-License-Identifier: Apache-2.0
import type { Report } from './report-types';

/**
 * Fills the lists that a report in progress may lack, so that nothing
 * downstream has to ask whether they are there.
 */
export function completeReport(partial: Partial<Report> & { id: string }): Report {
  return {
    ...partial,
    status: partial.status ?? 'IN_PROGRESS',
    text: partial.text ?? '',
    sentences: (partial.sentences ?? []).map((sentence) => ({
      ...sentence,
      findings: sentence.findings ?? [],
      evidence: sentence.evidence ?? [],
      regions: sentence.regions ?? [],
    })),
    contributions: partial.contributions ?? [],
    stages: partial.stages ?? [],
    warnings: partial.warnings ?? [],
  };
}
