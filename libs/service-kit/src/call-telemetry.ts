// SPDX-License-Identifier: Apache-2.0
import {
  addTo,
  attribute,
  isServerError,
  record,
  rpcAttributes,
  rpcInterest,
  rpcMethodOf,
  startSpan,
  type RunningSpan,
} from '@asarg/telemetry';
import {
  ServerInterceptingCall,
  status,
  type Metadata,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  trace,
  type Context,
  type TextMapGetter,
} from '@opentelemetry/api';

const metadataGetter: TextMapGetter<Metadata> = {
  keys: (metadata) => Object.keys(metadata.getMap()),
  get: (metadata, key) => metadata.get(key).map(String),
};

/** A caller whose time is up cancels, by its own clock: by ours it may be so much too early. */
const earlyMs = 25;

/**
 * A SERVER span and the metrics of each call, and its caller's trace as the context of its handler.
 * To be the first interceptor, so that it sees what the others refuse.
 */
export const callTelemetry: ServerInterceptor = ({ path }, call) => {
  const interest = rpcInterest(path);
  if (interest === 'none') {
    return new ServerInterceptingCall(call);
  }
  const startMs = performance.now();
  const method = { [attribute.rpcMethod]: rpcMethodOf(path) };
  let active: Context = ROOT_CONTEXT;
  let span: RunningSpan | undefined;
  let ended = false;

  function begin(metadata: Metadata): void {
    active = propagation.extract(ROOT_CONTEXT, metadata, metadataGetter);
    addTo('asarg.rpc.server.in_flight', 1, method);
    if (interest === 'always' || trace.getSpanContext(active)) {
      const attributes = rpcAttributes(path);
      span = startSpan(rpcMethodOf(path), { kind: SpanKind.SERVER, parent: active, attributes });
      active = span.context;
    }
  }

  function end(code: status): void {
    if (ended) {
      return;
    }
    ended = true;
    const name = status[code] ?? 'UNKNOWN';
    const outcome = { [attribute.rpcStatus]: name };
    const error = isServerError(name) ? name : undefined;
    span?.end({ attributes: outcome, ...(error !== undefined && { error }) });
    addTo('asarg.rpc.server.in_flight', -1, method);
    const labels = {
      ...rpcAttributes(path),
      ...outcome,
      ...(error !== undefined && { [attribute.errorType]: error }),
    };
    record('rpc.server.call.duration', (performance.now() - startMs) / 1000, labels, active);
  }

  return new ServerInterceptingCall(call, {
    start: (next) =>
      next({
        onReceiveMetadata(metadata, pass) {
          begin(metadata);
          context.with(active, pass, undefined, metadata);
        },
        onReceiveMessage: (message, pass) => context.with(active, pass, undefined, message),
        onReceiveHalfClose: (pass) => context.with(active, pass),
        onCancel() {
          const deadline = Number(call.getDeadline());
          end(Date.now() >= deadline - earlyMs ? status.DEADLINE_EXCEEDED : status.CANCELLED);
        },
      }),
    sendStatus(result, next) {
      next(result);
      end(result.code);
    },
  });
};
