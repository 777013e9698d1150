// SPDX-License-Identifier: Apache-2.0
import { ServerInterceptingCall, status, type ServerInterceptor } from '@grpc/grpc-js';
import { refuseCall } from './refuse-call.js';

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
      return refuseCall(call, status.UNAVAILABLE, 'the service is draining and takes no new calls');
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
