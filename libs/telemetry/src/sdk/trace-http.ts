// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';

/** What HTTP instrumentation writes to, and what it leaves alone. */
export interface TraceHttpOptions {
  readonly tracerProvider?: TracerProvider;
  readonly meterProvider?: MeterProvider;
  /** Port of the metrics endpoint. */
  readonly ignoredPort: () => number | undefined;
}

const probes = new Set(['/livez', '/readyz']);

/**
 * Instruments `node:http` and `node:https`, for modules of both kinds, loaded before or after:
 * built-in modules are one object, and what is changed there reaches imports by name when they are
 * brought in line. So no hook has to look at every module that is imported.
 */
export function traceHttp({ tracerProvider, meterProvider, ignoredPort }: TraceHttpOptions): void {
  const instrumentation = new HttpInstrumentation({
    ignoreIncomingRequestHook: (request: IncomingMessage) =>
      probes.has(request.url?.split('?', 1)[0] ?? '') ||
      (request.socket.localPort !== undefined && request.socket.localPort === ignoredPort()),
    // What a service asks for on its own behalf, such as a listing that it follows, is no report's.
    requireParentforOutgoingSpans: true,
  });
  registerInstrumentations({
    instrumentations: [instrumentation],
    tracerProvider,
    meterProvider,
  });
  const require = createRequire(import.meta.url);
  require('http');
  require('https');
  syncBuiltinESMExports();
}
