// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { ConfigError } from '../config-error.js';
import { ServiceFailure } from '../service-failure.js';
import { loggableError } from './loggable-error.js';
import { createLogger } from './logger.js';

const canary = 'DOE^JOHN';

/** Writes with a logger and gives the lines. */
function linesOf(write: (logger: ReturnType<typeof createLogger>) => void) {
  const lines: string[] = [];
  write(createLogger('test', 'trace', { write: (line) => void lines.push(line) }));
  return lines;
}

function thrower(message: string): Error {
  return new Error(message);
}

test('an error keeps its name, code, status and frames, and loses its message', () => {
  const error = Object.assign(thrower(`no file ${canary}.dcm`), { code: 'ENOENT', status: 503 });
  const told = loggableError(error);
  expect(told).toMatchObject({ name: 'Error', code: 'ENOENT', status: 503 });
  expect(told.stack?.[0]).toMatch(/^at thrower \(.*loggable-error\.test\.ts:\d+:\d+\)$/);
  expect(told.stack?.length).toBeGreaterThan(2);
  expect(told).not.toHaveProperty('message');
});

test('the message stays where its class is known to word nothing of a caller', () => {
  expect(loggableError(new ConfigError(['ASARG_LISTEN: expected an address'])).message).toBe(
    'invalid configuration: ASARG_LISTEN: expected an address',
  );
  const failure = loggableError(new ServiceFailure('INVALID_ARGUMENT', `found '${canary}'`));
  expect(failure).toMatchObject({ name: 'ServiceFailure', code: 'INVALID_ARGUMENT' });
  expect(failure).not.toHaveProperty('message');
});

test('causes and the errors of an aggregate are treated likewise, cycles included', () => {
  const inner = Object.assign(thrower(canary), { code: 'ECONNRESET' });
  const outer = new AggregateError([thrower(canary), canary], canary, { cause: inner });
  const told = loggableError(outer);
  expect(told).toMatchObject({
    name: 'AggregateError',
    cause: { name: 'Error', code: 'ECONNRESET' },
    errors: [{ name: 'Error' }, { name: 'string' }],
  });
  expect(JSON.stringify(told)).not.toContain('DOE');
  inner.cause = inner;
  expect(JSON.stringify(loggableError(outer))).not.toContain('DOE');
});

const disguises: Readonly<Record<string, () => unknown>> = {
  'a message': () => new Error(canary),
  'a message that looks like frames': () =>
    new Error(`x\n    at ${canary} (file:///${canary}.js:1:1)\n    at DOE (file:///DOE.js:1:1)`),
  'a message that was changed after the stack was made': () => {
    const error = new Error(`x\n    at ${canary} (/studies/${canary}.dcm:1:1)`);
    error.message = 'harmless';
    return error;
  },
  'a stack that somebody wrote': () => Object.assign(new Error('x'), { stack: `Error: ${canary}` }),
  'a stack of another error appended': () => {
    const error = new Error('x');
    error.stack = `${error.stack}\ncaused by ${canary}\n    at run (file:///run.js:1:1)`;
    return error;
  },
  'a cause': () => new Error('x', { cause: new Error(canary) }),
  'a cause that is no error': () => new Error('x', { cause: { patient: canary } }),
  'further fields': () =>
    Object.assign(new Error('x'), { path: `/${canary}.dcm`, details: canary, value: [canary] }),
  'code, name and status': () =>
    Object.assign(new Error('x'), { code: canary, name: canary, status: canary }),
  'a known error caused by an unknown one': () =>
    Object.assign(new ConfigError(['x']), { cause: new Error(canary) }),
  'an error of another realm': () => runInNewContext(`new Error('${canary}')`),
  'what is no error at all': () => ({ message: canary, stack: canary }),
  'a parser that quotes its text': () => {
    try {
      return JSON.parse(`${canary} is not JSON`);
    } catch (error) {
      return error;
    }
  },
};

test.each(Object.entries(disguises))('nothing of a patient is logged from %s', (_, make) => {
  const lines = linesOf((logger) => {
    logger.error({ err: make() });
    logger.error({ err: make() }, 'failed');
    logger.child({ err: make() }).warn('child');
  });
  expect(lines).toHaveLength(3);
  expect(lines.join('')).not.toContain('DOE');
});

test('an error is as harmless under another name, alone, and as a part of the words', () => {
  const error = new TypeError(canary);
  const lines = linesOf((logger) => {
    logger.error({ failure: error }, 'failed');
    logger.error(error);
    logger.error({ id: 1 }, 'failed: %s', error);
    logger.error({ id: 1 }, error as never);
  });
  const told = { name: 'TypeError', stack: expect.any(Array) };
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { failure: told, msg: 'failed' },
    { err: told, msg: 'TypeError' },
    { id: 1, msg: 'failed: TypeError' },
    { id: 1, msg: 'TypeError' },
  ]);
  expect(lines.join('')).not.toContain('DOE');
});

test('whatever an error says, nothing of it is in the line', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (before, after) => {
      const error = new Error(`${before}${canary}${after}`);
      const [line] = linesOf((logger) => logger.error({ err: error }));
      expect(line).not.toContain('DOE');
      expect(JSON.parse(line!).err.stack[0]).toMatch(/^at .*loggable-error\.test\.ts/);
    }),
  );
});
