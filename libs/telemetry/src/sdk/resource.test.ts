// SPDX-License-Identifier: Apache-2.0
import { hostname, userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { expect, test } from 'vitest';
import { allowedResource } from './allow-attributes.js';
import { describeProcess } from './resource.js';

const main = fileURLToPath(import.meta.url);

test('a service is called as its package is, without the scope', () => {
  expect(describeProcess({}, main)).toMatchObject({
    'service.name': 'telemetry',
    'service.namespace': 'asarg',
    'service.version': '0.1.0',
  });
  expect(describeProcess({}, undefined)['service.name']).toBe('unknown_service');
});

test('variables go before, OTEL_SERVICE_NAME before all', () => {
  const env = {
    OTEL_RESOURCE_ATTRIBUTES: 'service.name=a, service.namespace=ward%207,k8s.pod.name=p-1,broken',
  };
  expect(describeProcess(env, main)).toMatchObject({
    'service.name': 'a',
    'service.namespace': 'ward 7',
    'k8s.pod.name': 'p-1',
  });
  expect(describeProcess({ ...env, OTEL_SERVICE_NAME: 'b' }, main)['service.name']).toBe('b');
});

test('two processes are two instances', () => {
  const id = (): unknown => describeProcess({}, main)['service.instance.id'];
  expect(id()).not.toBe(id());
});

test('neither machine, user nor paths are told, nor what is not listed', () => {
  const env = { OTEL_RESOURCE_ATTRIBUTES: 'process.command_line=x,host.name=h,team=radiology' };
  const resource = allowedResource(resourceFromAttributes(describeProcess(env, main)));
  const text = JSON.stringify(resource.attributes);
  expect(text).toContain('telemetry');
  for (const secret of [
    hostname(),
    userInfo().username,
    '/',
    'radiology',
    'command_line',
    'host',
  ]) {
    expect(text.replaceAll('"nodejs"', '')).not.toContain(secret);
  }
});
