// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';

/** A span as the Collector's file exporter wrote it. */
export interface CollectedSpan {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: 'UNSPECIFIED' | 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';
  /** service.name of its resource. */
  readonly service: string;
  readonly status: 'UNSET' | 'OK' | 'ERROR';
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** Nanoseconds since 1970. */
  readonly startNs: bigint;
  readonly endNs: bigint;
}

export type AttributeValue = string | number | boolean | readonly AttributeValue[] | null;

/** OTLP in JSON, as far as it is read; numbers of 64 bits are strings there. */
interface Line {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly KeyValue[] };
    readonly scopeSpans?: readonly { readonly spans?: readonly SpanJson[] }[];
  }[];
}

interface SpanJson {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind?: number;
  readonly status?: { readonly code?: number };
  readonly attributes?: readonly KeyValue[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

interface KeyValue {
  readonly key: string;
  readonly value: ValueJson;
}

interface ValueJson {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly ValueJson[] };
}

const kinds = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;
const statuses = ['UNSET', 'OK', 'ERROR'] as const;

/** Reads the spans of a file of the Collector, in the order of the file. */
export async function readCollected(file: string): Promise<CollectedSpan[]> {
  return spansIn(await readFile(file, 'utf8'));
}

/** Spans in JSON lines; what follows the last line break is not finished and is left out. */
export function spansIn(text: string): CollectedSpan[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => (JSON.parse(line) as Line).resourceSpans ?? [])
    .flatMap(({ resource, scopeSpans = [] }) => {
      const service = String(attributesOf(resource?.attributes)['service.name'] ?? '');
      return scopeSpans.flatMap(({ spans = [] }) => spans.map((span) => spanOf(span, service)));
    });
}

function spanOf(span: SpanJson, service: string): CollectedSpan {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId ?? '',
    name: span.name,
    kind: kinds[span.kind ?? 0]!,
    service,
    status: statuses[span.status?.code ?? 0]!,
    attributes: attributesOf(span.attributes),
    links: (span.links ?? []).map(({ traceId, spanId }) => ({ traceId, spanId })),
    startNs: BigInt(span.startTimeUnixNano),
    endNs: BigInt(span.endTimeUnixNano),
  };
}

function attributesOf(list: readonly KeyValue[] = []): Record<string, AttributeValue> {
  return Object.fromEntries(list.map(({ key, value }) => [key, valueOf(value)]));
}

function valueOf(value: ValueJson): AttributeValue {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(valueOf);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? null;
}
