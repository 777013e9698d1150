// SPDX-License-Identifier: Apache-2.0
import type { ShadowComparison } from '@asarg/contracts';
import type { SpecialistPolicy } from '../registry/specialist-policy.js';
import type { ResultComparison } from './compare-results.js';

/** What a shadow version must reach, see the policy. */
export type PromotionRule = NonNullable<SpecialistPolicy['swap']['promoteWhen']>;

/** One report in which a shadow version ran beside the active one. */
export interface ComparedReport extends ResultComparison {
  /** Share of words that differ, in [0, 1]. */
  readonly textDifference: number;
  readonly findingsDiffer: boolean;
}

/** Comparisons added up over reports. */
export interface ComparisonTally {
  add(report: ComparedReport): void;
  /** The shadow version gave no answer. */
  addFailure(): void;
  /** @param rule says what `waitsFor` still waits for; it is '' without one, or if it holds */
  summary(rule: PromotionRule | undefined): ShadowComparison;
}

interface ClassSum {
  both: number;
  sum: number;
  reports: number;
}

/** A class that hardly ever shows tells little: the rule looks at those in so many reports. */
const leastReports = 3;

/** An empty tally. */
export function createComparisonTally(): ComparisonTally {
  const classes = new Map<number, ClassSum>();
  const cosines = new Map<string, { sum: number; reports: number }>();
  let reports = 0;
  let failures = 0;
  let textSum = 0;
  let findingDifferences = 0;

  return {
    add(report) {
      reports++;
      textSum += report.textDifference;
      findingDifferences += Number(report.findingsDiffer);
      for (const [id, { both, sum }] of report.classes) {
        const total = classes.get(id) ?? { both: 0, sum: 0, reports: 0 };
        classes.set(id, {
          both: total.both + both,
          sum: total.sum + sum,
          reports: total.reports + 1,
        });
      }
      for (const [output, cosine] of report.cosines) {
        const total = cosines.get(output) ?? { sum: 0, reports: 0 };
        cosines.set(output, { sum: total.sum + cosine, reports: total.reports + 1 });
      }
    },
    addFailure() {
      reports++;
      failures++;
    },
    summary(rule) {
      const answered = reports - failures;
      const comparison: ShadowComparison = {
        reports,
        failures,
        classes: [...classes]
          .map(([classId, { both, sum, reports: seen }]) => {
            return { classId, dice: (2 * both) / sum, reports: seen };
          })
          .toSorted((a, b) => a.classId - b.classId),
        outputs: [...cosines].map(([output, { sum, reports: seen }]) => {
          return { output, cosine: sum / seen };
        }),
        textDifference: answered > 0 ? textSum / answered : 0,
        findingDifferences,
        waitsFor: '',
      };
      return { ...comparison, waitsFor: rule === undefined ? '' : lackOf(comparison, rule) };
    },
  };
}

/** What a comparison lacks for a rule; '' if nothing. */
function lackOf(comparison: ShadowComparison, rule: PromotionRule): string {
  const { reports, failures, classes, outputs, textDifference } = comparison;
  const worstClass = classes
    .filter((one) => one.reports >= Math.min(leastReports, rule.reports))
    .toSorted((a, b) => a.dice - b.dice)[0];
  const worstOutput = outputs.toSorted((a, b) => a.cosine - b.cosine)[0];
  const lacks = [
    reports < rule.reports && `${rule.reports} reports, found ${reports}`,
    failures > rule.maxFailures * reports && `fewer failures, found ${failures} of ${reports}`,
    worstClass !== undefined &&
      worstClass.dice < rule.minDice &&
      `Dice ${rule.minDice} of class ${worstClass.classId}, found ${worstClass.dice.toFixed(3)}`,
    worstOutput !== undefined &&
      worstOutput.cosine < rule.minCosine &&
      `cosine ${rule.minCosine} of '${worstOutput.output}', found ${worstOutput.cosine.toFixed(3)}`,
    textDifference > rule.maxTextDifference &&
      `a text difference of ${rule.maxTextDifference}, found ${textDifference.toFixed(3)}`,
  ];
  return lacks.filter(Boolean).join('; ');
}
