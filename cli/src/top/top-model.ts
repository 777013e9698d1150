// SPDX-License-Identifier: Apache-2.0
import { attribute } from '@asarg/telemetry';
import {
  mergeDistributions,
  quantileOf,
  type Distribution,
  type MetricsWindow,
  type Quantile,
} from './window.js';
import { labelOf, rateOf, totalOf } from './rates.js';
import { serviceOf, type ServiceRow } from './service-row.js';
import { troublesOf, type Troubles } from './troubles.js';

/** What is known of a service: its last window, or why there is none. */
export interface Observed {
  readonly name: string;
  readonly window?: MetricsWindow;
  /** Why it could not be asked. */
  readonly failure?: string;
}

/** The mesh between two scrapes. What is undefined is not known (yet) or not told by any service. */
export interface TopModel {
  readonly services: readonly ServiceRow[];
  readonly reports: ReportFigures;
  readonly text: TextFigures;
  readonly troubles: Troubles;
}

/** Shares are of the reports that ended, 0 to 1; durations in seconds. */
export interface ReportFigures {
  readonly perSecond?: number;
  readonly inProgress?: number;
  readonly p50?: Quantile;
  readonly p95?: Quantile;
  /** Share of PARTIAL: reports that were made without all they should rest on. */
  readonly degradedShare?: number;
  readonly failedShare?: number;
}

/** What the language model wrote. */
export interface TextFigures {
  /** From the fused prompt to the first token, in seconds. */
  readonly firstTokenP50?: Quantile;
  readonly tokensPerSecond?: number;
}

/** Turns what services told into what is shown. */
export function modelOf(observed: readonly Observed[]): TopModel {
  const windows = observed.flatMap(({ window }) => (window ? [window] : []));
  return {
    services: observed.map(serviceOf),
    reports: reportsOf(windows),
    text: textOf(windows),
    troubles: troublesOf(windows),
  };
}

function reportsOf(windows: readonly MetricsWindow[]): ReportFigures {
  const status = labelOf(attribute.reportStatus);
  const allOf = (window: MetricsWindow, only?: string): Distribution | undefined =>
    window.distribution('asarg.report.duration', (labels) => !only || labels[status] === only);
  const ended = mergeDistributions(windows.flatMap((window) => allOf(window) ?? []));
  const shareOf = (only: string): number | undefined => {
    const counts = windows.map((window) => allOf(window, only)?.count ?? 0);
    return ended && ended.count > 0 ? counts.reduce((a, b) => a + b, 0) / ended.count : undefined;
  };
  return {
    perSecond: rateOf(windows, (window) => allOf(window)?.count),
    inProgress: totalOf(windows.map((window) => window.level('asarg.reports.in_progress'))),
    p50: ended && quantileOf(ended, 0.5),
    p95: ended && quantileOf(ended, 0.95),
    degradedShare: shareOf('PARTIAL'),
    failedShare: shareOf('FAILED'),
  };
}

function textOf(windows: readonly MetricsWindow[]): TextFigures {
  const first = mergeDistributions(
    windows.flatMap((window) => window.distribution('gen_ai.server.time_to_first_token') ?? []),
  );
  const type = labelOf(attribute.genAiTokenType);
  return {
    firstTokenP50: first && quantileOf(first, 0.5),
    tokensPerSecond: rateOf(
      windows,
      (window) =>
        window.distribution('gen_ai.client.token.usage', (labels) => labels[type] === 'output')
          ?.sum,
    ),
  };
}
