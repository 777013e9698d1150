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

test(
  'a hundred reports at once and one after the other are a hundred whole traces',
  { timeout: 300_000 },
  async () => {
    const collector = await startCollector();
    const ids: string[] = [];
    const settings = {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${collector.grpc}`,
    };
    await withMesh(settings, async ({ gatewayUrl }) => {
      let next = 0;
      const client = async (): Promise<void> => {
        while (next < 100) ids.push((await makeReport(gatewayUrl, sample, { seed: next++ })).id);
      };
      await Promise.all(Array.from({ length: 4 }, client));
    });
    const all = await collector.stop();
    const traces = Map.groupBy(all, ({ traceId }) => traceId);
    const found = ids.map((id) => {
      const own = all.find(
        ({ name, attributes }) => name === 'report' && attributes['asarg.report.id'] === id,
      );
      return partsOf(traces.get(own?.traceId ?? '') ?? []);
    });
    expect(found).toHaveLength(100);
    for (const parts of found) expect(parts).toEqual(whole);
    const batches = all.filter(({ name }) => name === 'batch');
    const spans = new Map(all.map((span) => [span.spanId, span]));
    for (const { attributes, links } of batches) {
      expect(links).toHaveLength(Number(attributes['asarg.batch.size']));
      for (const { spanId } of links) expect(spans.get(spanId)?.name).toBe(encode);
    }
  },
);

const encode = 'asarg.specialist.v1.SpecialistService/Encode';
const stagesOfSpecialist = ['queue', 'batch', 'preprocess', 'run', 'postprocess', 'transfer'];

/** What every trace of a report has, by service; a sentence more or less is no other trace. */
const whole = [
  'gateway POST /v1/reports',
  ...['report', 'receive', 'decode-image', 'transfer', 'store'].map((name) => `gateway ${name}`),
  ...['gateway', 'fusion-llm'].flatMap((service) => [
    `${service} asarg.registry.v1.RegistryService/ListSpecialists`,
    `${service} asarg.report.v1.ReportService/Generate`,
  ]),
  ...['check', 'fan-out', 'gather', 'fuse', 'prefill', 'decode', 'ground', 'finish'].map(
    (name) => `fusion-llm ${name}`,
  ),
  'fusion-llm text_completion asarg-compact',
  ...['vision', 'lvm-med', 'cxas'].flatMap((specialist) => [
    `fusion-llm call ${specialist}`,
    `fusion-llm ${encode}`,
    ...[encode, ...stagesOfSpecialist].map((name) => `${specialist} ${name}`),
  ]),
].toSorted();

/** The spans of a trace, `service name` each; empty unless all hang on one root. */
function partsOf(trace: readonly CollectedSpan[]): string[] {
  if (rootsOf(trace).length !== 1) return [];
  const isFirstSentence = trace.find(({ name }) => name === 'ground')?.spanId;
  return trace
    .filter(({ name, spanId }) => name !== 'ground' || spanId === isFirstSentence)
    .map(({ service, name }) => `${service} ${name}`)
    .toSorted();
}

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
