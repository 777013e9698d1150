// SPDX-License-Identifier: Apache-2.0
import path from 'node:path';
import { expect, inject, test } from 'vitest';
import { root, run } from '../interop/processes.js';
import { spansIn } from './read-collected.js';
import { collectorConfiguration, startCollector } from './start-collector.js';

const register = '@asarg/telemetry/register';
const fixture = path.join(import.meta.dirname, 'fixtures/send-trace.mjs');

test('the Collector accepts the configurations', async () => {
  const tempo = path.join(root, 'deploy/observability/collector.tempo.yaml');
  const validate = ['validate', '--config', collectorConfiguration];
  await expect(run(inject('collector'), validate)).resolves.toBe('');
  await expect(run(inject('collector'), [...validate, '--config', tempo])).resolves.toBe('');
  await expect(run(inject('collector'), ['validate', '--config', tempo])).rejects.toThrow(
    /receiver|pipeline/,
  );
});

test.each(['grpc', 'http/protobuf', 'http/json'] as const)(
  'a trace sent over %s is in its file, with all that spans have',
  async (protocol) => {
    const collector = await startCollector();
    const address = protocol === 'grpc' ? collector.grpc : collector.http;
    const sent = await run(process.execPath, ['--import', register, fixture], {
      OTEL_SERVICE_NAME: 'fusion-llm',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${address}`,
    });
    const own = await (await fetch(collector.metrics)).text();
    expect(own).toMatch(/^otelcol_receiver_accepted_spans\S* 3$/m);
    const spans = await collector.stop();
    const [report, inner, batch] = JSON.parse(sent) as { traceId: string; spanId: string }[];
    expect(spans).toHaveLength(3);
    const byName = new Map(spans.map((span) => [span.name, span]));
    expect(byName.get('report')).toMatchObject({
      ...report,
      parentSpanId: '',
      kind: 'SERVER',
      service: 'fusion-llm',
      status: 'UNSET',
      links: [],
    });
    expect(byName.get('report')!.attributes).toEqual({
      'asarg.report.status': 'PARTIAL',
      'asarg.batch.size': 3,
      'gen_ai.request.temperature': 0.25,
      'asarg.critical_path': true,
      'gen_ai.response.finish_reasons': ['stop', 'length'],
    });
    expect(byName.get('run')).toMatchObject({
      ...inner,
      parentSpanId: report!.spanId,
      kind: 'INTERNAL',
      status: 'ERROR',
      links: [batch],
    });
    for (const { startNs, endNs } of spans) expect(endNs).toBeGreaterThanOrEqual(startNs);
  },
);

test('a line that is not finished is left for later', () => {
  const line = JSON.stringify({
    resourceSpans: [
      { scopeSpans: [{ spans: [{ startTimeUnixNano: '1', endTimeUnixNano: '2' }] }] },
    ],
  });
  expect(spansIn(`${line}\n${line.slice(0, 40)}`)).toHaveLength(1);
  expect(spansIn(line)).toEqual([]);
});
