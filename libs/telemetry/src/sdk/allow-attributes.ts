// SPDX-License-Identifier: Apache-2.0
import { SpanKind, type Attributes, type Link, type SpanContext } from '@opentelemetry/api';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import type { ReadableSpan, SpanExporter, TimedEvent } from '@opentelemetry/sdk-trace';
import { attribute } from '../attributes.js';
import type { AttributeShape } from './attribute-shapes.js';
import { resourceAttributes, spanAttributes } from './span-attributes.js';
import { allowedEventName, allowedSpanName } from './span-names.js';

/** What only a span of a call made by this process may tell: whom it called. */
const ofCallees = [
  attribute.serverAddress,
  attribute.serverPort,
  attribute.peerAddress,
  attribute.peerPort,
];

/** The attributes that are in the table and have the form that it asks for. */
export function allowedAttributes(
  attributes: Attributes | undefined,
  shapes: Readonly<Record<string, AttributeShape>> = spanAttributes,
): Attributes {
  return Object.fromEntries(
    Object.entries(attributes ?? {}).filter(
      ([name, value]) => Object.hasOwn(shapes, name) && shapes[name]?.(value as never),
    ),
  );
}

/** What of a resource may leave the process. */
export function allowedResource(resource: Resource): Resource {
  return resourceFromAttributes(allowedAttributes(resource.attributes, resourceAttributes));
}

/**
 * An exporter that gives `exporter` only what may leave the process: listed attributes of listed
 * forms, known names; of exceptions their type; no status messages, no `tracestate`. A span made
 * for a stranger's request does not tell which host the stranger asked for, nor the stranger's own.
 */
export function allowAttributes(exporter: SpanExporter): SpanExporter {
  const resources = new WeakMap<Resource, Resource>();
  const resourceOf = (resource: Resource): Resource => {
    const known = resources.get(resource) ?? allowedResource(resource);
    resources.set(resource, known);
    return known;
  };
  return {
    export: (spans, done) =>
      exporter.export(
        spans.map((span) => allowedSpan(span, resourceOf(span.resource))),
        done,
      ),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

function allowedSpan(span: ReadableSpan, resource: Resource): ReadableSpan {
  const attributes = allowedAttributes(span.attributes);
  if (span.kind === SpanKind.SERVER) {
    for (const name of ofCallees) delete attributes[name];
  }
  const context = withoutState(span.spanContext());
  const parent = span.parentSpanContext;
  return {
    name: allowedSpanName(span.name),
    kind: span.kind,
    spanContext: () => context,
    parentSpanContext: parent && withoutState(parent),
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    ended: span.ended,
    status: { code: span.status.code },
    attributes,
    links: span.links.map(allowedLink),
    events: span.events.map(allowedEvent),
    resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount + lost(span.attributes, attributes),
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

function allowedLink(link: Link): Link {
  const attributes = allowedAttributes(link.attributes);
  return {
    context: withoutState(link.context),
    attributes,
    droppedAttributesCount: (link.droppedAttributesCount ?? 0) + lost(link.attributes, attributes),
  };
}

function allowedEvent(event: TimedEvent): TimedEvent {
  const attributes = allowedAttributes(event.attributes);
  return {
    name: allowedEventName(event.name),
    time: event.time,
    attributes,
    droppedAttributesCount:
      (event.droppedAttributesCount ?? 0) + lost(event.attributes, attributes),
  };
}

function withoutState({ traceId, spanId, traceFlags, isRemote }: SpanContext): SpanContext {
  return { traceId, spanId, traceFlags, isRemote };
}

function lost(before: Attributes | undefined, after: Attributes): number {
  return Object.keys(before ?? {}).length - Object.keys(after).length;
}
