// SPDX-License-Identifier: Apache-2.0
import { ConfigError } from '@asarg/service-kit';
import { expect, test } from 'vitest';
import { readGatewayConfig } from './config.js';

test('defaults suit one machine', () => {
  expect(readGatewayConfig({})).toMatchObject({
    http: '127.0.0.1:8080',
    fusion: '127.0.0.1:7010',
    data: '.asarg/data',
    maxUploadMb: 64,
    maxReports: 8,
    queueReports: 16,
    apiKeys: undefined,
    reportDeadlineMs: 30_000,
    drainMs: 10_000,
    logLevel: 'info',
  });
  expect(readGatewayConfig({}).viewer).toMatch(/viewer[\\/]dist$/);
});

test('all invalid variables are named at once', () => {
  const env = { ASARG_HTTP: 'here', ASARG_MAX_REPORTS: '0', ASARG_LOG_LEVEL: 'loud' };

  expect(() => readGatewayConfig(env)).toThrow(ConfigError);
  expect(() => readGatewayConfig(env)).toThrow(/ASARG_HTTP.*ASARG_MAX_REPORTS.*ASARG_LOG_LEVEL/s);
});

test('fusion-llm is an address, several, a name or a Service', () => {
  for (const target of [
    'fusion-llm:7010',
    '10.0.0.1:7010,10.0.0.2:7010',
    'asarg-dns:///fusion-llm.mesh:7010',
    'kubernetes:///fusion-llm.mesh:grpc',
  ]) {
    expect(readGatewayConfig({ ASARG_FUSION: target }).fusion).toBe(target);
  }
  const fusion = (target: string) => () => readGatewayConfig({ ASARG_FUSION: target });
  expect(fusion('a:1,b')).toThrow("ASARG_FUSION: expected an address host:port, found 'b'");
  expect(fusion('dns:///a:1')).toThrow(
    "ASARG_FUSION: expected asarg-list, asarg-dns, kubernetes or no scheme, found 'dns'",
  );
  expect(() => readGatewayConfig({ ASARG_KUBERNETES: 'yes' })).toThrow(
    "ASARG_KUBERNETES: expected 'on' or the URL of an API, found 'yes'",
  );
});
