// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import { register } from 'node:module';
import type { MeterProvider } from '@opentelemetry/api';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';

/** What HTTP instrumentation writes to, and what it leaves alone. */
export interface TraceHttpOptions {
  readonly meterProvider?: MeterProvider;
  /** Port of the metrics endpoint. */
  readonly ignoredPort: () => number | undefined;
}

const probes = new Set(['/livez', '/readyz']);

/**
 * Instruments `node:http` and `node:https` for what is loaded from now on. Modules that import them
 * are reached by a loader hook; without it they would keep what the instrumentation replaces.
 */
export function traceHttp({ meterProvider, ignoredPort }: TraceHttpOptions): void {
  register('@opentelemetry/instrumentation/hook.mjs', {
    parentURL: import.meta.url,
    data: { include: ['http', 'https'] },
  });
  const instrumentation = new HttpInstrumentation({
    ignoreIncomingRequestHook: (request: IncomingMessage) =>
      probes.has(request.url?.split('?', 1)[0] ?? '') ||
      (request.socket.localPort !== undefined && request.socket.localPort === ignoredPort()),
    // What a service asks for on its own behalf, such as a listing that it follows, is no report's.
    requireParentforOutgoingSpans: true,
  });
  registerInstrumentations({ instrumentations: [instrumentation], meterProvider });
}
