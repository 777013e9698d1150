// SPDX-License-Identifier: Apache-2.0
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const kit = new URL('../dist/index.js', import.meta.url).href;

/** Runs `runService(main)` in a process of its own; `createLogger` and `Worker` are at hand. */
function run(main: string) {
  const source = `
    import { createLogger, runService } from '${kit}';
    import { Worker } from 'node:worker_threads';
    runService(${main});`;
  const flags = ['--import', '@asarg/telemetry/register', '--input-type=module', '-e', source];
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const env = { PATH: process.env['PATH'] };
  return spawn(process.execPath, flags, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The lines of a log, one after the other. */
async function* linesOf(process: ChildProcess): AsyncGenerator<Record<string, unknown>> {
  for await (const line of createInterface(process.stderr!)) {
    yield JSON.parse(line);
  }
}

test('SIGUSR2 makes the log more verbose step by step, then it is as it was', async () => {
  const service = run(`async () => {
    const logger = createLogger('test', 'warn');
    const others = [createLogger('other', 'info'), logger.child({})];
    process.on('SIGUSR2', () => {
      for (const level of ['info', 'debug', 'trace']) logger[level]('written at ' + level);
      others.push(logger.child({}));
      process.stdout.write(others.map(({ level }) => level).join() + ' ');
    });
    const alive = setInterval(() => {}, 1000);
    logger.warn('up');
    return { close: async () => clearInterval(alive) };
  }`);
  const levels = text(service.stdout);
  const lines = linesOf(service);
  const next = async (): Promise<Record<string, unknown>> => (await lines.next()).value!;
  expect((await next())['msg']).toBe('up');
  const steps = ['warn', 'info', 'debug', 'trace', 'warn'];
  for (const [index, to] of steps.slice(1).entries()) {
    service.kill('SIGUSR2');
    const changed = { level: 'info', msg: 'log level changed', from: steps[index], to };
    expect(await next()).toMatchObject(changed);
    for (const level of ['info', 'debug', 'trace'].slice(0, to === 'warn' ? 0 : index + 1)) {
      expect((await next())['msg']).toBe(`written at ${level}`);
    }
  }
  service.kill('SIGTERM');
  expect((await lines.next()).done).toBe(true);
  expect(await levels).toBe(
    'debug,info,info trace,debug,debug,debug info,trace,trace,trace,trace debug,warn,warn,warn,warn,warn ',
  );
});

const canary = 'DOE^JOHN';

const faults: Readonly<Record<string, string>> = {
  uncaughtException: `setTimeout(() => { throw new TypeError('${canary}'); })`,
  unhandledRejection: `void Promise.reject(new TypeError('${canary}', { cause: '${canary}' }))`,
  'unhandledRejection of what is no error': `void Promise.reject('${canary}')`,
  'uncaughtException of a thread': `new Worker("throw new TypeError('${canary}')", { eval: true })`,
  'uncaughtException of a thread: a rejection': `new Worker("Promise.reject(new TypeError('${canary}'))", { eval: true })`,
  close: '',
};

test.each(Object.entries(faults))(
  '%s: logged without what it says, exit 1',
  async (name, fault) => {
    const service = run(`async () => {
    const logger = createLogger('test', 'silent');
    const alive = setInterval(() => {}, 1000);
    ${fault || "setTimeout(() => process.kill(process.pid, 'SIGTERM'))"};
    return { close: async () => { throw new TypeError('${canary}'); } };
  }`);
    const [errors, output, [code]] = await Promise.all([
      text(service.stderr),
      text(service.stdout),
      once(service, 'exit'),
    ]);
    expect(code).toBe(1);
    expect(`${errors}${output}`).not.toContain('DOE');
    const [line, ...others] = errors.trim().split('\n');
    expect(others).toEqual([]);
    expect(JSON.parse(line!)).toMatchObject({
      level: 'fatal',
      service: 'test',
      msg: 'uncaught error',
      origin: name.split(' ')[0],
      err: { name: expect.stringMatching(/^(Type)?Error$|^UnhandledPromiseRejection$/) },
    });
  },
);

test('grpc-js, which quotes the headers that it cannot read, writes nothing', async () => {
  const service = run(`async () => {
    const { Metadata } = await import('@grpc/grpc-js');
    Metadata.fromHttp2Headers({ patient: '${canary}\\u0007' });
    setTimeout(() => process.kill(process.pid, 'SIGTERM'));
    return { close: async () => {} };
  }`);
  const [errors, [code]] = await Promise.all([text(service.stderr), once(service, 'exit')]);
  expect(code).toBe(0);
  expect(errors).toBe('');
});

test('a text that cannot be parsed at start is not quoted', async () => {
  const service = run(`async () => { JSON.parse('${canary} is not JSON'); }`);
  const [errors, [code]] = await Promise.all([text(service.stderr), once(service, 'exit')]);
  expect(code).toBe(1);
  expect(errors).toMatch(/^SyntaxError: expected text that can be parsed, found other text .*\n$/);
  expect(errors).not.toContain('DOE');
});
