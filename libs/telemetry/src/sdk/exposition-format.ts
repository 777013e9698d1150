// SPDX-License-Identifier: Apache-2.0
import type { ExpositionFormat } from './prometheus-text.js';

/** Types of content, by format. */
export const contentTypes: Readonly<Record<ExpositionFormat, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/**
 * The format that an Accept header prefers: OpenMetrics where it is named, in a version that is
 * spoken here, and not less wanted than plain text; Prometheus's text otherwise.
 */
export function expositionFormat(accept: string | undefined): ExpositionFormat {
  const ranges = (accept ?? '').split(',').map(parse);
  const wanted = (types: readonly string[]): number =>
    Math.max(0, ...ranges.filter(({ type }) => types.includes(type)).map(({ weight }) => weight));
  const open = wanted(['application/openmetrics-text']);
  const text = wanted(['text/plain']);
  return open > 0 && open >= text ? 'openmetrics' : 'prometheus';
}

function parse(range: string): { readonly type: string; readonly weight: number } {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const values = new Map(parameters.map((each) => each.split('=', 2) as [string, string]));
  const version = values.get('version')?.replaceAll('"', '');
  const spoken =
    type !== 'application/openmetrics-text' ||
    version === undefined ||
    ['1.0.0', '0.0.1'].includes(version);
  const weight = Number(values.get('q') ?? 1);
  return { type, weight: spoken && weight >= 0 && weight <= 1 ? weight : 0 };
}
