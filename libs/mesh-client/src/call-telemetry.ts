// SPDX-License-Identifier: Apache-2.0
import {
  attribute,
  peerAttributes,
  record,
  rpcAttributes,
  rpcInterest,
  rpcMethodOf,
  serverAttributes,
  startSpan,
} from '@asarg/telemetry';
import { InterceptingCall, status, type Interceptor, type Metadata } from '@grpc/grpc-js';
import {
  context,
  propagation,
  SpanKind,
  trace,
  type Attributes,
  type TextMapSetter,
} from '@opentelemetry/api';
import type { NotedCallOptions } from './call-options.js';
import { AttemptEnded } from './resilience/attempt.js';

const metadataSetter: TextMapSetter<Metadata> = {
  set: (metadata, key, value) => metadata.set(key, value),
};

/**
 * A CLIENT span and the metrics of each call to `target`; the server gets the trace. An attempt that
 * was cancelled because another was faster is no error: its outcome is LOST. The span of a balanced
 * call tells the endpoint that it ended on.
 */
export function callTelemetry(
  target: string,
  { isBalanced = false }: { readonly isBalanced?: boolean } = {},
): Interceptor {
  const server = serverAttributes(target);
  return (options, nextCall) => {
    const { path } = options.method_definition;
    const interest = rpcInterest(path);
    const parent = context.active();
    const isTold =
      interest === 'always' ||
      (interest === 'within-a-trace' && trace.getSpan(parent) !== undefined);
    if (interest === 'none') {
      return new InterceptingCall(nextCall(options));
    }
    const { notes } = options as NotedCallOptions;
    const attributes: Attributes = {
      ...rpcAttributes(path),
      ...server,
      ...(notes?.reason && { [attribute.attemptReason]: notes.reason }),
    };
    const startMs = performance.now();
    const span = isTold
      ? startSpan(rpcMethodOf(path), { kind: SpanKind.CLIENT, parent, attributes })
      : undefined;

    const call = nextCall(options);

    function end(code: status): void {
      const name = status[code] ?? 'UNKNOWN';
      const reason: unknown = notes?.signal?.reason;
      const outcome = code !== status.OK && reason instanceof AttemptEnded ? reason.outcome : name;
      const error = outcome === 'OK' || outcome === 'LOST' ? undefined : outcome;
      const last = {
        [attribute.rpcStatus]: name,
        ...(isBalanced && peerAttributes(call.getPeer())),
        ...(notes?.reason && { [attribute.attemptOutcome]: outcome }),
      };
      span?.end({ attributes: last, ...(error !== undefined && { error }) });
      const labels = {
        ...rpcAttributes(path),
        ...server,
        [attribute.rpcStatus]: name,
        ...(error !== undefined && { [attribute.errorType]: error }),
      };
      const seconds = (performance.now() - startMs) / 1000;
      record('rpc.client.call.duration', seconds, labels, span?.context ?? parent);
    }

    return new InterceptingCall(call, {
      start(metadata, listener, next) {
        propagation.inject(span?.context ?? parent, metadata, metadataSetter);
        next(metadata, {
          onReceiveStatus(result, pass) {
            end(result.code);
            pass(result);
          },
        });
      },
    });
  };
}
