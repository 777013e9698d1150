// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { parseMeshTarget } from './mesh-target.js';

test('targets are addresses, lists, names and Services', () => {
  expect(parseMeshTarget('127.0.0.1:7010')).toEqual({ kind: 'address', uri: '127.0.0.1:7010' });
  expect(parseMeshTarget('[::1]:7010')).toEqual({ kind: 'address', uri: '[::1]:7010' });
  const list = { kind: 'list', uri: 'asarg-list:///a:1,b:2', addresses: ['a:1', 'b:2'] };
  expect(parseMeshTarget('a:1, b:2')).toEqual(list);
  expect(parseMeshTarget('asarg-list:///a:1,b:2')).toEqual(list);
  expect(parseMeshTarget('asarg-dns:///fusion-llm.mesh:7010')).toEqual({
    kind: 'dns',
    uri: 'asarg-dns:///fusion-llm.mesh:7010',
    host: 'fusion-llm.mesh',
    port: 7010,
  });
  expect(parseMeshTarget('kubernetes:///fusion-llm:grpc')).toEqual({
    kind: 'kubernetes',
    uri: 'kubernetes:///fusion-llm:grpc',
    service: 'fusion-llm',
    port: 'grpc',
  });
  expect(parseMeshTarget('kubernetes:///fusion-llm.mesh:7010')).toMatchObject({
    service: 'fusion-llm',
    namespace: 'mesh',
    port: '7010',
  });
});

test.each([
  ['', 'expected an address host:port, found nothing'],
  ['fusion-llm', "expected an address host:port, found 'fusion-llm'"],
  ['a:0', "expected an address host:port, found 'a:0'"],
  ['a:1,,b:2', 'expected an address host:port, found nothing'],
  ['a:1,b:99999', "expected an address host:port, found 'b:99999'"],
  ['a:1,b:2,a:1', "expected each address once, found 'a:1' twice"],
  ['dns:///a:1', "expected asarg-list, asarg-dns, kubernetes or no scheme, found 'dns'"],
  ['asarg-list://a:1', "expected three slashes after asarg-list:, found 'asarg-list://a:1'"],
  ['asarg-dns:///a', "expected an address host:port, found 'a'"],
  [
    'kubernetes:///Fusion',
    "expected kubernetes:///service:port or kubernetes:///service.namespace:port, found 'kubernetes:///Fusion'",
  ],
])('%j is none', (text, message) => {
  expect(() => parseMeshTarget(text)).toThrow(new RangeError(message));
});
