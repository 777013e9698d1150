// SPDX-License-Identifier: Apache-2.0
import {
  Metadata,
  ServerInterceptingCall,
  status,
  type ServerInterceptor,
  type ServerListener,
} from '@grpc/grpc-js';

/** Knows which calls are in flight, and turns new ones away once closed. */
export interface CallGate {
  readonly interceptor: ServerInterceptor;
  /** From now on new calls get UNAVAILABLE. */
  close(): void;
  /** Resolves when no call is in flight. */
  idle(): Promise<void>;
}

/** A gate for all calls but those of health and reflection (packages `grpc.*`). */
export function createCallGate(): CallGate {
  const inFlight = new Set<object>();
  const waiting: (() => void)[] = [];
  let closed = false;

  function leave(call: object): void {
    inFlight.delete(call);
    if (inFlight.size === 0) {
      waiting.splice(0).forEach((resolve) => resolve());
    }
  }

  const interceptor: ServerInterceptor = (method, call) => {
    if (method.path.startsWith('/grpc.')) {
      return new ServerInterceptingCall(call);
    }
    if (closed) {
      const details = 'the service is draining and takes no new calls';
      const refuse: ServerListener = {
        onReceiveMetadata: () =>
          call.sendStatus({ code: status.UNAVAILABLE, details, metadata: new Metadata() }),
        onReceiveMessage: () => {},
        onReceiveHalfClose: () => {},
        onCancel: () => {},
      };
      return new ServerInterceptingCall(call, { start: (next) => next(refuse) });
    }
    inFlight.add(call);
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, pass) => pass(metadata),
          onReceiveMessage: (message, pass) => pass(message),
          onReceiveHalfClose: (pass) => pass(),
          onCancel: () => leave(call),
        }),
      sendStatus: (result, next) => {
        next(result);
        leave(call);
      },
    });
  };

  return {
    interceptor,
    close() {
      closed = true;
    },
    idle: () =>
      inFlight.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push(resolve);
          }),
  };
}
