// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const kit = new URL('../dist/index.js', import.meta.url).href;

/** Runs `runService(main)` in a process of its own, with the source of `main` given. */
function run(main: string, telemetry: Readonly<Record<string, string>> = {}) {
  const source = `import { runService } from '${kit}'; runService(${main});`;
  const flags = ['--import', '@asarg/telemetry/register', '--input-type=module', '-e', source];
  return spawn(process.execPath, flags, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, ...telemetry },
  });
}

test('a service closes on SIGTERM and exits 0', async () => {
  const service = run(`async () => {
    setInterval(() => {}, 1000);
    process.stdout.write('up');
    return { close: async () => { process.stdout.write(' closed'); } };
  }`);
  const [up] = await once(service.stdout, 'data');
  const rest = text(service.stdout);
  service.kill('SIGTERM');
  expect((await once(service, 'exit'))[0]).toBe(0);
  expect(`${up}${await rest}`).toBe('up closed');
});

test('an error at start is one line and exit code 1', async () => {
  const service = run(`async () => { throw new RangeError('expected 1\\n found 2'); }`);
  const [errors, [code]] = await Promise.all([text(service.stderr), once(service, 'exit')]);
  expect(errors).toBe('RangeError: expected 1; found 2\n');
  expect(code).toBe(1);
});

test('a signal during the start aborts it', async () => {
  const service = run(`(signal) => new Promise((_, reject) => {
    setInterval(() => {}, 1000);
    signal.addEventListener('abort', () => reject(signal.reason));
    process.stdout.write('starting');
  })`);
  await once(service.stdout, 'data');
  service.kill('SIGINT');
  expect((await once(service, 'exit'))[0]).toBe(0);
});

test('the young generation stays small in every thread, whatever lives for a while', async () => {
  const measure = `
    for (let kept = [], i = 0; i < 2e6; i++) (kept = kept.length < 2e5 ? kept : []).push({ i });
    const spaces = (await import('node:v8')).getHeapSpaceStatistics();
    const mib = spaces.find((space) => space.space_name === 'new_space').space_size / 2 ** 20;
  `;
  const thread = `void (async () => {
    ${measure}
    (await import('node:worker_threads')).parentPort.postMessage(mib);
  })();`;
  const service = run(`async () => {
    ${measure}
    const { Worker } = await import('node:worker_threads');
    new Worker(${JSON.stringify(thread)}, { eval: true }).on('message', (own) => {
      process.stdout.write(mib + ' ' + own);
    });
    return { close: async () => {} };
  }`);
  const [sizes] = await once(service.stdout, 'data');
  service.kill('SIGTERM');
  // Left alone each becomes 64 MiB.
  expect(Math.max(...String(sizes).split(' ').map(Number))).toBeLessThanOrEqual(16);
});

test('what is left of traces is sent before a service exits 0', async () => {
  const exports: string[] = [];
  const collector = createServer(async (request, response) => {
    exports.push(await text(request));
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await once(collector.listen(0, '127.0.0.1'), 'listening');
  const { port } = collector.address() as AddressInfo;
  const service = run(
    `async () => {
      const { trace } = await import('@opentelemetry/api');
      setInterval(() => {}, 1000);
      process.stdout.write('up');
      return { close: async () => trace.getTracer('test').startSpan('store').end() };
    }`,
    {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    },
  );
  await once(service.stdout, 'data');
  service.kill('SIGTERM');
  expect((await once(service, 'exit'))[0]).toBe(0);
  expect(exports.join('')).toContain('"name":"store"');
  collector.close();
});
