// SPDX-License-Identifier: Apache-2.0
import { metrics as metricsApi } from '@opentelemetry/api';
import { SDK_INFO, setGlobalErrorHandler } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { allowedResource } from './allow-attributes.js';
import type { Environment } from './environment.js';
import { createProblemLog, kindOf } from './problem-log.js';
import { describeProcess } from './resource.js';
import type { TelemetrySettings } from './settings.js';
import { traceHttp } from './trace-http.js';

/** Telemetry that is on. */
export interface TelemetrySdk {
  /** Sends what is left and stops. */
  shutDown(): Promise<void>;
  /** At the very end of the process: counts what was not sent. Does not wait. */
  end(): void;
}

/** Starts what the settings ask for, and makes it what the API of OpenTelemetry uses. */
export async function startSdk(
  settings: TelemetrySettings,
  env: Environment,
  main: string | undefined,
): Promise<TelemetrySdk> {
  const resource = allowedResource(
    resourceFromAttributes({ ...SDK_INFO, ...describeProcess(env, main) }),
  );
  const service = String(resource.attributes['service.name'] ?? 'unknown_service');
  const problems = createProblemLog(service);
  setGlobalErrorHandler((error) => problems.count('metrics were not exported', 1, kindOf(error)));

  const traces =
    settings.traces &&
    (await (await import('./start-traces.js')).startTraces(settings.traces, resource, problems));
  const metrics =
    settings.metrics &&
    (await (
      await import('./start-metrics.js')
    ).startMetrics(settings.metrics, resource, problems, (url) => {
      const line = { level: 'info', time: new Date().toISOString(), service };
      process.stderr.write(`${JSON.stringify({ ...line, msg: 'metrics endpoint', url })}\n`);
    }));
  if (metrics) {
    metricsApi.setGlobalMeterProvider(metrics.provider);
  }
  traceHttp({
    meterProvider: metrics?.provider,
    ignoredPort: () => metrics?.endpoint?.port(),
  });
  return {
    async shutDown() {
      await Promise.allSettled([traces?.shutDown(), metrics?.shutDown()]);
    },
    end() {
      const waiting = traces?.waiting() ?? 0;
      if (waiting > 0) {
        problems.count('spans were dropped: the process ended', waiting);
      }
      problems.summarize();
    },
  };
}
