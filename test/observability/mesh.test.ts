// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeReport, serviceNames, startMesh } from '@asarg/cli';
import { expect, test } from 'vitest';
import { root, run } from '../interop/processes.js';
import { panelFaults } from './panel-faults.js';
import type { CollectedSpan } from './read-collected.js';
import { startCollector } from './start-collector.js';
import { startPrometheus } from './start-prometheus.js';

const sample = path.join(root, 'samples/phantom.png');

/** Starts the five services as `asarg up` does, and stops them after `use`. */
async function withMesh(
  settings: Readonly<Record<string, string>>,
  use: (mesh: Awaited<ReturnType<typeof startMesh>>) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'asarg-observed-'));
  const environment = { ...process.env, ...settings };
  const mesh = await startMesh({ ports: 'free', folder, environment });
  try {
    await use(mesh);
  } finally {
    await mesh.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Spans whose parent is not among them. */
function rootsOf(spans: readonly CollectedSpan[]): CollectedSpan[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  return spans.filter(({ parentSpanId }) => !ids.has(parentSpanId));
}

test.each(['grpc', 'http/protobuf'] as const)(
  'a report is one whole trace of five services in the file of the Collector, over %s',
  async (protocol) => {
    const collector = await startCollector();
    let id = '';
    const settings = {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${protocol === 'grpc' ? collector.grpc : collector.http}`,
    };
    await withMesh(settings, async ({ gatewayUrl }) => {
      const report = await makeReport(gatewayUrl, sample, { seed: 1 });
      expect(report.status).toBe('COMPLETE');
      id = report.id;
    });
    // The mesh has stopped: what its services had left is sent.
    const all = await collector.stop();
    const { traceId } = all.find(({ attributes }) => attributes['asarg.report.id'] === id)!;
    const trace = all.filter((span) => span.traceId === traceId);
    expect(rootsOf(trace).map(({ service, name }) => `${service} ${name}`)).toEqual([
      'gateway POST /v1/reports',
    ]);
    expect(new Set(trace.map(({ service }) => service))).toEqual(new Set(serviceNames));
    for (const { startNs, endNs } of trace) expect(endNs).toBeGreaterThanOrEqual(startNs);
  },
);

test('Prometheus scrapes a mesh, and the dashboards show its reports', async () => {
  await withMesh({}, async ({ gatewayUrl, folder }) => {
    await makeReport(gatewayUrl, sample, { seed: 1 });
    const tool = path.join(root, 'tools/prometheus-targets.mjs');
    const listed = await run(process.execPath, [tool, path.join(folder, 'mesh.json')]);
    const targets = (JSON.parse(listed) as { targets: string[]; labels: { job: string } }[]).map(
      ({ targets, labels }) => ({ job: labels.job, address: targets[0]!, labels }),
    );
    const prometheus = await startPrometheus('prometheus.local.yaml', targets);
    await prometheus.eventually('sum(up)', ([up]) => up?.value[1] === String(serviceNames.length));
    // Each rate wants two scrapes between which its counter has grown.
    const reported = 'sum(increase(asarg_report_duration_seconds_count[1m])) > 1';
    for (let seed = 2; (await prometheus.query(reported)).length === 0; seed++) {
      await makeReport(gatewayUrl, sample, { seed });
    }
    await prometheus.eventually('asarg:reports_slow:ratio_rate30d', (found) => found.length > 0);
    for (const [job, mayBeEmpty] of Object.entries(ofService)) {
      const faults = await panelFaults(prometheus, job, { ...wellMesh, ...mayBeEmpty });
      expect(faults, job).toEqual([]);
    }
    expect(await prometheus.query('ALERTS{alertstate="firing"}')).toEqual([]);
  });
});

/** Panels that have nothing to show in a mesh that is well, and why. */
const wellMesh = {
  'Slots not fed in full, per minute': 'no report is degraded',
  'Refused per minute': 'nothing is refused',
  'Work for nobody': 'no caller leaves',
  'Retries and hedges': 'none is needed',
  'Stages that fail, per minute': 'none fails',
  'Encodings known': 'the cache is off by default',
};

const onlyGateway = 'only the gateway speaks HTTP';
const onlySpecialists = 'only specialists have a queue and batches';
const onlyCaller = 'specialists call nobody';

/** Further such panels of the dashboard of one service. */
const ofService: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gateway: {
    Waiting: onlySpecialists,
    'Requests per run': onlySpecialists,
    'Calls per second': 'it answers no gRPC',
    'Calls answered, p50 and p95': 'it answers no gRPC',
    'In flight': 'it answers no gRPC',
    'Loading of models': 'it has none',
  },
  'fusion-llm': {
    'HTTP requests per second': onlyGateway,
    'HTTP requests, p95': onlyGateway,
    Waiting: onlySpecialists,
    'Requests per run': onlySpecialists,
  },
  vision: {
    'HTTP requests per second': onlyGateway,
    'HTTP requests, p95': onlyGateway,
    'Calls made per second': onlyCaller,
    'Calls made, p95': onlyCaller,
  },
};
