// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { z } from 'zod';
import { addressSetting, ConfigError, integerSetting, readConfig, wordSetting } from './index.js';

const schema = z.object({
  listen: addressSetting().default('127.0.0.1:7011'),
  threads: integerSetting(1, 64).default(1),
  provider: wordSetting('cpu', 'cuda').default('cpu'),
});
const names = { listen: 'ASARG_LISTEN', threads: 'ASARG_THREADS', provider: 'ASARG_PROVIDER' };

test('gives defaults for unset and empty variables, frozen', () => {
  const config = readConfig(schema, { ASARG_THREADS: ' ' }, names);
  expect(config).toEqual({ listen: '127.0.0.1:7011', threads: 1, provider: 'cpu' });
  expect(Object.isFrozen(config)).toBe(true);
});

test('reads numbers, addresses and words', () => {
  const env = { ASARG_THREADS: '2', ASARG_LISTEN: '[::1]:0', ASARG_PROVIDER: 'cuda' };
  expect(readConfig(schema, env, names)).toEqual({
    listen: '[::1]:0',
    threads: 2,
    provider: 'cuda',
  });
});

test('names every invalid variable at once, with what was expected and found', () => {
  const env = { ASARG_THREADS: '65', ASARG_LISTEN: 'nowhere', ASARG_PROVIDER: 'tpu' };
  const read = (): unknown => readConfig(schema, env, names);
  expect(read).toThrow(ConfigError);
  expect(read).toThrow("ASARG_THREADS: expected a whole number from 1 to 64, found '65'");
  expect(read).toThrow("ASARG_LISTEN: expected an address host:port, found 'nowhere'");
  expect(read).toThrow("ASARG_PROVIDER: expected one of cpu, cuda, found 'tpu'");
});

test('says when a variable without a default is missing', () => {
  const required = z.object({ threads: integerSetting(1, 4) });
  expect(() => readConfig(required, {}, { threads: 'ASARG_THREADS' })).toThrow(
    'ASARG_THREADS: expected a whole number from 1 to 4, found nothing',
  );
});

test.each(['host:65536', 'host', ':1', 'a b:1'])('refuses the address %s', (address) => {
  expect(() => readConfig(schema, { ASARG_LISTEN: address }, names)).toThrow(ConfigError);
});
