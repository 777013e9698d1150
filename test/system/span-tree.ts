// SPDX-License-Identifier: Apache-2.0
import type { ReceivedSpan } from './trace-receiver.js';

/**
 * A trace as indented lines, `service KIND name`, children in the order in which they are known to
 * come and else by start; the same child again and again (a sentence after the other) is one line. `!TYPE` is an error, `(…)` what became of an attempt.
 * Spans whose parent is missing would be further roots, so a tree that is as expected is whole.
 */
export function treeOf(spans: readonly ReceivedSpan[], root = ''): string[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const roots = spans.filter(({ parentSpanId }) =>
    root === '' ? !known.has(parentSpanId) : parentSpanId === root,
  );
  return roots
    .toSorted((a, b) => rankOf(a) - rankOf(b) || Number(a.startNs - b.startNs))
    .flatMap((span) => [lineOf(span), ...treeOf(spans, span.spanId).map((line) => `  ${line}`)])
    .filter((line, index, lines) => line !== lines[index - 1]);
}

/** Neighbours begin and end within a microsecond: their order by time would be chance. */
const order = [
  'receive',
  'decode-image',
  'asarg.registry.v1.RegistryService/ListSpecialists',
  'asarg.report.v1.ReportService/Generate',
  'check',
  'fan-out',
  'queue',
  'batch',
  'preprocess',
  'run',
  'postprocess',
  'transfer',
  'gather',
  'fuse',
  'prefill',
  'decode',
  'ground',
  'finish',
  'store',
];

function rankOf({ name }: ReceivedSpan): number {
  return order.indexOf(name.startsWith('text_completion') ? 'fuse' : name);
}

/** The same, the specialists' parts in the order of their names: they run side by side. */
export function specialistsSorted(lines: readonly string[]): string[] {
  const isCall = (line: string): boolean => /^\s*fusion-llm INTERNAL call /.test(line);
  const first = lines.findIndex(isCall);
  if (first < 0) return [...lines];
  const depth = lines[first]!.search(/\S/);
  let end = first;
  const calls: string[][] = [];
  while (end < lines.length && lines[end]!.search(/\S/) >= depth) {
    if (lines[end]!.search(/\S/) === depth) calls.push([]);
    calls.at(-1)!.push(lines[end]!);
    end++;
  }
  const sorted = calls.toSorted(([a], [b]) => a!.localeCompare(b!)).flat();
  return [...lines.slice(0, first), ...sorted, ...lines.slice(end)];
}

function lineOf({ service, kind, name, isError, attributes }: ReceivedSpan): string {
  const reason = attributes['asarg.attempt.reason'];
  const attempt = reason
    ? ` (${String(reason)} ${String(attributes['asarg.attempt.outcome'])})`
    : '';
  const error = isError ? ` !${String(attributes['error.type'])}` : '';
  return `${service} ${kind} ${name}${attempt}${error}`;
}
