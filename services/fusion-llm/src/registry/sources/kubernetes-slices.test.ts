// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listingOfSlices } from './kubernetes-slices.js';

const service = (name: string, more: object = {}) => ({
  labels: { 'kubernetes.io/service-name': name, ...more },
});
const grpc = [{ name: 'grpc', port: 7011, protocol: 'TCP' }];
const at = (...addresses: string[]) => addresses.map((address) => ({ addresses: [address] }));

function listingOf(slices: Readonly<Record<string, unknown>>) {
  return listingOfSlices(new Map(Object.entries(slices)));
}

function addressesOf(slices: Readonly<Record<string, unknown>>) {
  return listingOf(slices).listed.map(({ name, address }) => `${name} ${address}`);
}

describe('what is listed', () => {
  test('every ready endpoint is an instance, named after its Service or the label', () => {
    const slices = {
      'cxas-1': { metadata: service('cxas'), ports: grpc, endpoints: at('10.0.0.1', '10.0.0.2') },
      'tower-1': {
        metadata: service('tower-v2', { 'asarg.dev/specialist': 'vision' }),
        ports: grpc,
        endpoints: at('10.0.0.3'),
      },
    };
    expect(addressesOf(slices)).toEqual([
      'cxas 10.0.0.1:7011',
      'cxas 10.0.0.2:7011',
      'vision 10.0.0.3:7011',
    ]);
  });

  test('ready is what says so or says nothing; what terminates is not listed, ready or not', () => {
    const endpoint = (address: string, conditions?: object | null) => ({
      addresses: [address],
      ...(conditions !== undefined && { conditions }),
    });
    const endpoints = [
      endpoint('10.0.0.1', { ready: true }),
      endpoint('10.0.0.2'),
      endpoint('10.0.0.3', null),
      endpoint('10.0.0.4', { ready: null }),
      endpoint('10.0.0.5', { ready: false }),
      endpoint('10.0.0.6', { ready: false, serving: true, terminating: true }),
      endpoint('10.0.0.7', { ready: true, serving: true, terminating: true }),
    ];
    expect(addressesOf({ a: { metadata: service('cxas'), ports: grpc, endpoints } })).toEqual([
      'cxas 10.0.0.1:7011',
      'cxas 10.0.0.2:7011',
      'cxas 10.0.0.3:7011',
      'cxas 10.0.0.4:7011',
    ]);
  });

  test('the port is the one named grpc, else the only one over TCP', () => {
    const udp = { name: 'grpc', port: 1, protocol: 'UDP' };
    const metrics = { name: 'metrics', port: 9090 };
    const ports = (...ports: object[]) =>
      addressesOf({ a: { metadata: service('cxas'), ports, endpoints: at('10.0.0.1') } });
    expect(ports(metrics, ...grpc)).toEqual(['cxas 10.0.0.1:7011']);
    expect(ports(metrics)).toEqual(['cxas 10.0.0.1:9090']);
    expect(ports(udp, { name: '', port: 7012 })).toEqual(['cxas 10.0.0.1:7012']);
  });

  test('IPv6 addresses have brackets', () => {
    const slice = { metadata: service('cxas'), addressType: 'IPv6', ports: grpc };
    expect(addressesOf({ a: { ...slice, endpoints: at('fd00::1') } })).toEqual([
      'cxas [fd00::1]:7011',
    ]);
  });

  test('an endpoint in two slices, and a pod of two address families, are one instance', () => {
    const pod = (address: string) => ({ addresses: [address], targetRef: { uid: 'pod-1' } });
    const slice = { metadata: service('cxas'), ports: grpc };
    const slices = {
      v6: { ...slice, addressType: 'IPv6', endpoints: [pod('fd00::1')] },
      v4: { ...slice, addressType: 'IPv4', endpoints: [pod('10.0.0.1')] },
      moving: { ...slice, addressType: 'IPv4', endpoints: at('10.0.0.1', '10.0.0.2') },
    };
    expect(addressesOf(slices)).toEqual(['cxas 10.0.0.1:7011', 'cxas 10.0.0.2:7011']);
  });

  test('a Service without pods lists nothing and is no fault', () => {
    const metadata = service('cxas');
    const slices = {
      none: { metadata, ports: null, endpoints: null },
      empty: { metadata, endpoints: [] },
    };
    expect(listingOf(slices)).toEqual({ listed: [], refused: [] });
  });
});

describe('what is refused, alone', () => {
  const good = { metadata: service('vision'), ports: grpc, endpoints: at('10.0.0.9') };
  const bad: readonly [string, unknown, string, string, string][] = [
    [
      'a slice without ports',
      { ...good, ports: null },
      'vision#bad',
      '',
      "expected a TCP port named 'grpc' or only one, found none",
    ],
    [
      'ports of which none is named grpc',
      {
        ...good,
        ports: [
          { name: 'a', port: 1 },
          { name: 'b', port: 2 },
        ],
      },
      'vision#bad',
      '',
      "expected a TCP port named 'grpc' or only one, found 'a' 1, 'b' 2",
    ],
    [
      'a port without a number',
      { ...good, ports: [{ name: 'grpc' }] },
      'vision#bad',
      '',
      "expected a TCP port named 'grpc' or only one, found 'grpc' without a number",
    ],
    [
      'a name that is none',
      { ...good, metadata: service('cxas', { 'asarg.dev/specialist': 'C.xas' }) },
      'slice#bad',
      '',
      `expected a name of a-z, 0-9 and '-', found "C.xas"`,
    ],
    [
      'no name at all',
      { ...good, metadata: {} },
      'slice#bad',
      '',
      "expected a name of a-z, 0-9 and '-', found none",
    ],
    [
      'an address that cannot be called',
      { ...good, endpoints: at('not an address') },
      'vision#bad',
      'not an address:7011',
      'expected an address host:port, found "not an address:7011"',
    ],
    [
      'an object that is no EndpointSlice',
      { ...good, endpoints: 'many' },
      'slice#bad',
      '',
      'expected an EndpointSlice, found at endpoints: Invalid input: expected array, received string',
    ],
  ];
  test.each(bad)('%s', (_, slice, name, address, reason) => {
    const { listed, refused } = listingOf({ bad: slice, good });
    expect(listed).toEqual([{ name: 'vision', address: '10.0.0.9:7011' }]);
    expect(refused).toEqual([{ name, address, reason }]);
  });
});

test('objects of any shape are refused or listed and never thrown at anybody', () => {
  const shaped = fc.record(
    {
      metadata: fc.record({ labels: fc.dictionary(fc.string(), fc.string()) }),
      ports: fc.anything(),
      endpoints: fc.array(fc.record({ addresses: fc.array(fc.string()) })),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.anything(), shaped)), (slices) => {
      const { listed } = listingOf(slices);
      expect(new Set(listed.map(({ name, address }) => `${name} ${address}`)).size).toBe(
        listed.length,
      );
    }),
  );
});
