// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { parseExposition } from './testing/exposition-parser.js';
import { startCollector } from './testing/collector.js';
import { startFixture, stopFixtures, type Fixture } from './testing/fixture.js';

afterEach(stopFixtures);

const inside = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const unsampled = inside.replace(/01$/, '00');
const reportId = '0f8fad5b-d9cb-469f-a165-70867728950e';

const get = async (fixture: Fixture, path: string, headers = {}): Promise<string> =>
  (await fetch(`http://127.0.0.1:${await fixture.port}${path}`, { headers })).text();

const metricsUrl = async (fixture: Fixture): Promise<string> => {
  const line = await fixture.errorLine((each) => each.includes('metrics endpoint'));
  return JSON.parse(line).url;
};

const prometheus = { OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: '0' };

test('with nothing on, no SDK is loaded, and headers of calls work nevertheless', async () => {
  const fixture = startFixture({}, 'loaded-packages.mjs');
  const headers = JSON.parse(await get(fixture, '/headers', { traceparent: inside }));
  expect(headers).toEqual({ 'asarg-report-id': reportId });
  await get(fixture, '/end');
  expect(await fixture.exited).toEqual([0, null]);
  const packages = JSON.parse(fixture.output().trim().split('\n').at(-1) ?? '');
  expect(packages).toEqual(['@opentelemetry/api', '@opentelemetry/context-async-hooks']);
});

test('spans arrive at a collector, with what is listed and nothing else', async () => {
  const collector = await startCollector();
  const fixture = startFixture({
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: '10',
    OTEL_SERVICE_NAME: 'gateway',
  });
  const canary = { tracestate: 'a=Doe', baggage: 'name=Doe', 'user-agent': 'Doe', host: 'Doe' };
  await get(fixture, '/v1/reports/Doe?name=Doe', { traceparent: inside, ...canary });
  await get(fixture, '/livez', { traceparent: inside });
  const [server, receive] = await collector.spans('GET /v1/reports/:id', 'receive');
  expect(server).toMatchObject({
    kind: 2,
    traceId: '0af7651916cd43dd8448eb211c80319c',
    parentSpanId: 'b7ad6b7169203331',
    resource: { 'service.name': 'gateway', 'service.namespace': 'asarg' },
  });
  expect(server?.attributes).toEqual({
    'http.request.method': 'GET',
    'http.response.status_code': 200,
    'http.route': '/v1/reports/:id',
    'network.protocol.version': '1.1',
    'url.scheme': 'http',
  });
  expect(receive?.parentSpanId).toBe(server?.spanId);
  expect(receive?.attributes).toEqual({ 'asarg.report.id': reportId });
  expect(collector.names()).toEqual(['receive', 'GET /v1/reports/:id']);
  expect(collector.everything()).not.toContain('Doe');
});

test('calls made for a request are its children, by an import of names too', async () => {
  const collector = await startCollector();
  const fixture = startFixture({
    ...prometheus,
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: '10',
  });
  await get(fixture, '/call');
  await expect.poll(() => collector.names().length).toBe(2);
  const client = collector.all().find((span) => span.kind === 3);
  const server = collector.all().find((span) => span.kind === 2);
  expect(client?.parentSpanId).toBe(server?.spanId);
});

test('protobuf is spoken where nothing else is asked for', async () => {
  const collector = await startCollector();
  const fixture = startFixture({
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: '1',
  });
  await get(fixture, '/v1/reports/1');
  await expect.poll(() => collector.contentTypes()).toContain('application/x-protobuf');
});

test('gRPC is spoken where it is asked for', async () => {
  const exports: string[] = [];
  const server = http2.createServer();
  server.on('stream', (stream, headers) => {
    exports.push(String(headers[':path']));
    stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.resume().on('end', () => stream.end(Buffer.alloc(5)));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const fixture = startFixture({
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    OTEL_BSP_SCHEDULE_DELAY: '1',
  });
  await get(fixture, '/v1/reports/1');
  await expect.poll(() => exports.length).toBeGreaterThan(0);
  expect(new Set(exports)).toEqual(
    new Set(['/opentelemetry.proto.collector.trace.v1.TraceService/Export']),
  );
  server.close();
});

test('a failed trace is kept whole, whatever the sampler says', async () => {
  const collector = await startCollector();
  const fixture = startFixture({
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: '10',
    OTEL_TRACES_SAMPLER: 'parentbased_always_off',
  });
  await get(fixture, '/v1/reports/1', { traceparent: unsampled });
  await get(fixture, '/fail', { traceparent: unsampled.replaceAll('0af7', '1af7') });
  const [, server] = await collector.spans('receive', 'GET /v1/reports/:id');
  expect(server?.attributes['http.response.status_code']).toBe(500);
  expect(collector.all().map((span) => span.traceId.slice(0, 4))).toEqual(['1af7', '1af7']);
});

test('metrics are scraped, as text or with exemplars, and scrapes are not measured', async () => {
  const fixture = startFixture({ ...prometheus, OTEL_TRACES_EXPORTER: 'console' });
  const url = await metricsUrl(fixture);
  await get(fixture, '/v1/reports/1?name=Doe', { traceparent: inside });
  await fetch(url);
  const plain = await fetch(url);
  expect(plain.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const families = parseExposition(await plain.text(), false);
  const counts = families
    .get('http_server_request_duration_seconds')
    ?.samples.filter(({ name }) => name.endsWith('_count'));
  expect(counts?.map(({ labels, value }) => [labels['http_route'], value])).toEqual([
    ['/v1/reports/:id', 1],
  ]);
  const accept = 'application/openmetrics-text; version=1.0.0';
  const open = parseExposition(await (await fetch(url, { headers: { accept } })).text(), true);
  const exemplars = open
    .get('asarg_stage_duration_seconds')
    ?.samples.flatMap(({ exemplar }) => exemplar?.labels['trace_id'] ?? []);
  expect(exemplars).toEqual([inside.slice(3, 35)]);
  expect(open.get('target')?.samples[0]?.labels).toMatchObject({ service_name: 'telemetry' });
});

test('the metrics endpoint answers GET of /metrics only', async () => {
  const url = await metricsUrl(startFixture(prometheus));
  expect((await fetch(url.replace('metrics', 'other'))).status).toBe(404);
  const post = await fetch(url, { method: 'POST', body: 'x' });
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  const head = await fetch(url, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test('threads of a service load nothing, and do not ask for its port again', async () => {
  const fixture = startFixture({ ...prometheus, OTEL_TRACES_EXPORTER: 'console' });
  await metricsUrl(fixture);
  expect(JSON.parse(await get(fixture, '/thread'))).toEqual([]);
  expect(fixture.errors().match(/metrics endpoint|cannot be scraped/g)).toHaveLength(1);
});

test('where the port is taken, that is told in a line, and the service goes on', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => void taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const fixture = startFixture({ ...prometheus, OTEL_EXPORTER_PROMETHEUS_PORT: String(port) });
  const line = await fixture.errorLine((each) => each.includes('cannot be scraped'));
  expect(JSON.parse(line)).toMatchObject({ code: 'EADDRINUSE', host: '127.0.0.1', port });
  expect(await get(fixture, '/livez')).toBe('alive');
  taken.close();
});

test('invalid variables are told in one line, and the process exits 1', async () => {
  const fixture = startFixture({ OTEL_TRACES_EXPORTER: 'jaeger', OTEL_METRICS_EXPORTER: 'statsd' });
  expect(await fixture.exited).toEqual([1, null]);
  expect(fixture.errors()).toBe(
    'invalid configuration: ' +
      "OTEL_TRACES_EXPORTER: expected none, or some of otlp, console, found 'jaeger'; " +
      "OTEL_METRICS_EXPORTER: expected none, or some of otlp, prometheus, found 'statsd'\n",
  );
});

test('what is left is sent at the end, and a process ends as it would without', async () => {
  const collector = await startCollector();
  const env = {
    ...prometheus,
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'otlp,prometheus',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  };
  const killed = startFixture(env);
  await get(killed, '/v1/reports/1');
  killed.kill('SIGTERM');
  expect(await killed.exited).toEqual([null, 'SIGTERM']);
  expect(collector.names()).toEqual(['receive', 'GET /v1/reports/:id']);
  expect(collector.metricNames()).toContain('http.server.request.duration');

  const ended = startFixture(env);
  await get(ended, '/v1/reports/1');
  await get(ended, '/end?code=7');
  expect(await ended.exited).toEqual([7, null]);
  expect(collector.names().filter((name) => name === 'receive')).toHaveLength(2);
});

test('a collector that is away holds up no end, and what was lost is told', async () => {
  const fixture = startFixture({
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
  });
  await get(fixture, '/v1/reports/1');
  fixture.kill('SIGTERM');
  const before = performance.now();
  expect(await fixture.exited).toEqual([null, 'SIGTERM']);
  expect(performance.now() - before).toBeLessThan(10_000);
  expect(fixture.errors()).toContain('spans were dropped');
});
