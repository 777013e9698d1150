// SPDX-License-Identifier: Apache-2.0
// A service of which the tests look at what it tells: it answers requests and tells its port.
import { createServer, get } from 'node:http';
import { Worker } from 'node:worker_threads';
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { setHttpRoute, withReportId } from '@asarg/telemetry';

const reportId = '0f8fad5b-d9cb-469f-a165-70867728950e';
const stages = metrics.getMeter('http-service').createHistogram('asarg.stage.duration');
metrics.getMeter('http-service').createCounter('not.in.the.table').add(1);

const server = createServer((request, response) => {
  response.setHeader('connection', 'close');
  const path = request.url.split('?', 1)[0];
  if (path === '/livez') {
    response.end('alive');
    return;
  }
  if (path === '/end') {
    process.exitCode = Number(new URL(request.url, 'http://x').searchParams.get('code') ?? 0);
    response.end('ending', () => server.close());
    server.closeIdleConnections();
    return;
  }
  if (path === '/thread') {
    const look = `import { parentPort } from 'node:worker_threads';
      const symbols = Object.getOwnPropertySymbols(globalThis).map(String);
      parentPort.postMessage(symbols.filter((each) => each.includes('opentelemetry')));`;
    new Worker(new URL(`data:text/javascript,${encodeURIComponent(look)}`)).once(
      'message',
      (found) => {
        response.end(JSON.stringify(found));
      },
    );
    return;
  }
  if (path === '/headers') {
    const headers = {};
    propagation.inject(withReportId(context.active(), reportId), headers);
    response.end(JSON.stringify(headers));
    return;
  }
  if (path === '/call') {
    get({ host: '127.0.0.1', port: server.address().port, path: '/livez' }, (answer) => {
      answer.resume().on('end', () => response.end('called'));
    });
    return;
  }
  setHttpRoute('/v1/reports/:id');
  context.with(withReportId(context.active(), reportId), () => {
    const span = trace.getTracer('http-service').startSpan('receive');
    span.setAttribute('patient.name', 'Doe^Jane');
    stages.record(0.002, { 'asarg.stage': 'receive', 'patient.name': 'Doe^Jane' });
    span.end();
  });
  response.statusCode = path === '/fail' ? 500 : 200;
  response.end('answered');
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`);
});
