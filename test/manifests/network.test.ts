// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { allowedFlows, type Party } from './allowed-flows.js';
import { ofKind } from './kubernetes-object.js';
import { eachOverlay, overlays, parseObjects } from './rendered.js';
import { serviceNames } from './service-facts.js';

const inNamespace = (name: string): Readonly<Record<string, string>> => ({
  'kubernetes.io/metadata.name': name,
});

/** The services as they are rendered, and everybody else who might talk to them. */
const partiesOf = (objects: Parameters<typeof ofKind>[0]): readonly Party[] => [
  ...ofKind(objects, 'Deployment').map(({ metadata, spec }) => ({
    name: metadata.name,
    pod: spec.template.metadata.labels,
    namespace: inNamespace('asarg'),
  })),
  {
    name: 'bundle-loader',
    pod: { 'app.kubernetes.io/name': 'bundle-loader', 'app.kubernetes.io/part-of': 'asarg-mesh' },
    namespace: inNamespace('asarg'),
  },
  { name: 'stranger', pod: {}, namespace: inNamespace('asarg') },
  {
    name: 'neighbour',
    pod: { 'app.kubernetes.io/name': 'gateway' },
    namespace: inNamespace('other'),
  },
  {
    name: 'ingress',
    pod: {},
    namespace: { ...inNamespace('ingress'), 'asarg.dev/calls-gateway': 'true' },
  },
  { name: 'dns', pod: { 'k8s-app': 'kube-dns' }, namespace: inNamespace('kube-system') },
  {
    name: 'prometheus',
    pod: { 'app.kubernetes.io/name': 'prometheus' },
    namespace: inNamespace('monitoring'),
  },
  {
    name: 'collector',
    pod: { 'app.kubernetes.io/name': 'opentelemetry-collector' },
    namespace: inNamespace('monitoring'),
  },
  { name: 'api-server' },
];

const ports = [
  ...[8080, 7010, 7011, 7012, 7013, 7100, 9464, 53, 443, 6443, 4317, 4318, 22].map((port) => ({
    port,
    protocol: 'TCP',
  })),
  { port: 53, protocol: 'UDP' },
];

/** Every flow that exists, and why. */
const edges: Readonly<Record<string, string>> = {
  'ingress -> gateway:8080/TCP': 'users, by way of what an administrator has labelled',
  'gateway -> fusion-llm:7010/TCP': 'reports',
  'gateway -> dns:53/UDP': 'the name of fusion-llm',
  'gateway -> dns:53/TCP': 'the same, long answers',
  'fusion-llm -> vision:7011/TCP': 'frames and features',
  'fusion-llm -> lvm-med:7012/TCP': 'the same',
  'fusion-llm -> cxas:7013/TCP': 'the same',
  'fusion-llm -> api-server:443/TCP': 'EndpointSlices',
  'fusion-llm -> api-server:6443/TCP': 'the same: some networks look behind the Service',
  ...Object.fromEntries(
    [...serviceNames, 'bundle-loader'].map((name) => [`prometheus -> ${name}:9464/TCP`, 'metrics']),
  ),
};

test.each(eachOverlay)('%s lets through the flows that exist, and no others', (_, objects) => {
  // The rule for the API server has no address, so that ports alone bound it.
  const flows = allowedFlows(objects, partiesOf(objects), ports, 'asarg').filter(
    (flow) => !/^fusion-llm -> (?!api-server).*:(443|6443)\/TCP$/.test(flow),
  );
  expect(flows.toSorted()).toEqual(Object.keys(edges).toSorted());
});

test('with traces sent to a collector, that and the names it takes are added', () => {
  const file = path.resolve(
    import.meta.dirname,
    '../../deploy/k8s/components/otlp/network-policy.yaml',
  );
  const before = overlays.get('cpu')!;
  const after = [...before, ...parseObjects(readFileSync(file, 'utf8'))];
  const flows = (objects: typeof before) =>
    new Set(allowedFlows(objects, partiesOf(before), ports, 'asarg'));
  const added = flows(after).difference(flows(before));
  expect([...added].filter((flow) => !flow.startsWith('bundle-loader')).toSorted()).toEqual(
    serviceNames
      .flatMap((name) => [
        `${name} -> collector:4317/TCP`,
        `${name} -> collector:4318/TCP`,
        ...(name === 'gateway' ? [] : [`${name} -> dns:53/TCP`, `${name} -> dns:53/UDP`]),
      ])
      .toSorted(),
  );
});

test('without the default, anybody in the namespace could talk to anybody', () => {
  const open = overlays
    .get('cpu')!
    .filter(({ kind, metadata }) => kind !== 'NetworkPolicy' || metadata.name !== 'default-deny');
  const flows = allowedFlows(open, partiesOf(open), ports, 'asarg');
  expect(flows).toContain('vision -> api-server:443/TCP');
  expect(flows).toContain('bundle-loader -> dns:53/UDP');
});
