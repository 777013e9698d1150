// SPDX-License-Identifier: Apache-2.0
import {
  context,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Link,
  type Span,
} from '@opentelemetry/api';
import { attribute } from './attributes.js';
import { record } from './instruments.js';
import type { StageName } from './stage-names.js';

export interface SpanOptions {
  /** What it is part of. @default the active context */
  readonly parent?: Context;
  /** @default INTERNAL */
  readonly kind?: SpanKind;
  /** Of `performance.now()`. @default now */
  readonly startMs?: number;
  readonly attributes?: Attributes;
  readonly links?: readonly Link[];
}

export interface SpanEnd {
  /** What went wrong, as `error.type`: the name of a gRPC status or of an error class. */
  readonly error?: string;
  /** Of `performance.now()`. @default now */
  readonly endMs?: number;
  readonly attributes?: Attributes;
}

/** A span in progress. */
export interface RunningSpan {
  /** The context in which it is the active span: for its children. */
  readonly context: Context;
  readonly span: Span;
  readonly startMs: number;
  /** Ends it; what comes later is without effect. */
  end(end?: SpanEnd): void;
}

/** Starts a span. Without an SDK it records nothing and passes its parent on. */
export function startSpan(name: string, options: SpanOptions = {}): RunningSpan {
  const { parent = context.active(), kind = SpanKind.INTERNAL, attributes, links } = options;
  const { startMs = performance.now() } = options;
  const span = trace.getTracer('asarg').startSpan(
    name,
    {
      kind,
      startTime: startMs,
      ...(attributes && { attributes }),
      ...(links && { links: [...links] }),
    },
    parent,
  );
  let ended = false;
  return {
    context: trace.setSpan(parent, span),
    span,
    startMs,
    end({ error, endMs = performance.now(), attributes: last } = {}) {
      if (ended) {
        return;
      }
      ended = true;
      if (last) {
        span.setAttributes(last);
      }
      if (error !== undefined) {
        span.setAttribute(attribute.errorType, error);
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end(endMs);
    },
  };
}

/** Starts a stage of a service's own work: a span, and when it ends `asarg.stage.duration`. */
export function startStage(name: StageName, options: SpanOptions = {}): RunningSpan {
  const attributes = { ...options.attributes, [attribute.stage]: name };
  const running = startSpan(name, { ...options, attributes });
  let ended = false;
  return {
    ...running,
    end(end = {}) {
      if (ended) {
        return;
      }
      ended = true;
      const { error, endMs = performance.now() } = end;
      running.end({ ...end, endMs });
      const labels = {
        [attribute.stage]: name,
        ...(error !== undefined && { [attribute.errorType]: error }),
      };
      const seconds = Math.max(0, endMs - running.startMs) / 1000;
      record('asarg.stage.duration', seconds, labels, running.context);
    },
  };
}
