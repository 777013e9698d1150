// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { mebibytes } from './quantities.js';
import {
  containersOf,
  ofKind,
  serviceContainer,
  variableOf,
  type Labels,
} from './kubernetes-object.js';
import { eachOverlay } from './rendered.js';
import { residentMb, serviceNames, specialists } from './service-facts.js';

const root = path.resolve(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  version: string;
};

describe.each(eachOverlay)('%s', (overlay, objects) => {
  const deployments = ofKind(objects, 'Deployment');
  const byName = (kind: string, name: string) =>
    ofKind(objects, kind).find(({ metadata }) => metadata.name === name);

  test('has the five services', () => {
    expect(deployments.map(({ metadata }) => metadata.name).toSorted()).toEqual(
      serviceNames.toSorted(),
    );
    for (const deployment of deployments) {
      const { name, args } = serviceContainer(deployment);
      expect([name, args]).toEqual([deployment.metadata.name, [deployment.metadata.name]]);
    }
  });

  test('every container is restricted, whatever the namespace says', () => {
    for (const container of deployments.flatMap(containersOf)) {
      expect(container.securityContext, container.name).toEqual({
        runAsNonRoot: true,
        runAsUser: 1000,
        runAsGroup: 1000,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      });
    }
    expect(byName('Namespace', 'asarg')!.metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
  });

  test('every volume is of a kind that the restricted standard allows, and secrets are references', () => {
    for (const { metadata, spec } of deployments) {
      for (const { name, ...source } of spec.template.spec.volumes) {
        expect(
          ['persistentVolumeClaim', 'configMap', 'secret'],
          `${metadata.name} ${name}`,
        ).toContain(Object.keys(source)[0]);
      }
    }
    expect(ofKind(objects, 'Secret')).toEqual([]);
    expect(JSON.stringify(objects)).not.toMatch(/BEGIN [A-Z ]*(PRIVATE KEY|CERTIFICATE)/);
  });

  test('images have this version, and none is latest', () => {
    const names = overlay === 'gpu' ? ['asarg-mesh', 'asarg-mesh-cuda'] : ['asarg-mesh'];
    for (const { name, image } of deployments.flatMap(containersOf)) {
      expect(
        names.map((one) => `${one}:${version}`),
        name,
      ).toContain(image);
    }
  });

  test('every service is probed where health can be asked without a certificate', () => {
    for (const deployment of deployments) {
      const container = serviceContainer(deployment);
      const { startupProbe, readinessProbe, livenessProbe, ports } = container;
      if (container.name === 'gateway') {
        const paths = [startupProbe, readinessProbe, livenessProbe].map(
          (one) => one?.httpGet?.path,
        );
        expect(paths).toEqual(['/livez', '/readyz', '/livez']);
      } else {
        const port = overlay === 'mtls' ? 7100 : portOf(container.name);
        for (const probe of [startupProbe, readinessProbe, livenessProbe]) {
          expect(probe?.grpc?.port, container.name).toBe(port);
        }
        expect(ports!.map(({ containerPort }) => containerPort)).toContain(port);
        const listens = variableOf(
          container,
          port === 7100 ? 'ASARG_HEALTH_LISTEN' : 'ASARG_LISTEN',
        );
        expect(listens).toBe(`0.0.0.0:${port}`);
      }
      // A pod that cannot take work is told to callers before it is restarted.
      const after = ({ periodSeconds, failureThreshold } = livenessProbe!) =>
        periodSeconds! * failureThreshold!;
      expect(after(livenessProbe)).toBeGreaterThanOrEqual(3 * after(readinessProbe));
    }
  });

  test('every container asks for what was measured and has a limit above it', () => {
    for (const container of deployments.flatMap(containersOf)) {
      const { requests, limits } = container.resources;
      expect(requests?.['cpu'], container.name).toBeTypeOf('string');
      const asked = mebibytes(requests!['memory']!);
      expect(mebibytes(limits!['memory']!), container.name).toBeGreaterThanOrEqual(1.5 * asked);
      const measured = residentMb[container.name];
      if (measured !== undefined) {
        expect(asked, container.name).toBeGreaterThanOrEqual((measured * 1e6) / 2 ** 20);
      }
    }
  });

  test('a pod has longer to end than its drain, which is longer than what it may be doing', () => {
    for (const deployment of deployments) {
      const container = serviceContainer(deployment);
      const { name } = container;
      const drainMs = Number(variableOf(container, 'ASARG_DRAIN_MS'));
      const longestMs = specialists.includes(name)
        ? 5_000
        : Number(variableOf(container, 'ASARG_REPORT_DEADLINE_MS'));
      expect(drainMs, name).toBeGreaterThan(longestMs);
      const preStopSeconds = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
      const { terminationGracePeriodSeconds: grace } = deployment.spec.template.spec;
      expect(grace, name).toBeGreaterThan(preStopSeconds + drainMs / 1000 + 1);
    }
  });

  test('selectors, templates and Services go together', () => {
    for (const { metadata, spec } of deployments) {
      expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
      expect(metadata.labels).toMatchObject(spec.selector.matchLabels);
    }
    for (const { metadata, spec } of ofKind(objects, 'Service')) {
      const selected = deployments.filter(({ spec: { template } }) =>
        hasLabels(template.metadata.labels, spec.selector),
      );
      expect(selected, metadata.name).toHaveLength(1);
      for (const { targetPort } of spec.ports) {
        expect(serviceContainer(selected[0]!).ports!.map(({ name }) => name)).toContain(targetPort);
      }
    }
    for (const { metadata, spec } of ofKind(objects, 'PodDisruptionBudget')) {
      const selected = deployments.filter(({ spec: { template } }) =>
        hasLabels(template.metadata.labels, spec.selector.matchLabels),
      );
      expect(selected.map((one) => one.metadata.name)).toEqual([metadata.name]);
      expect(spec.maxUnavailable).toBe(1);
    }
  });

  test('the registry finds the specialists, by the selector and port that it has by default', () => {
    const found = ofKind(objects, 'Service').filter(
      ({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === 'specialist',
    );
    expect(found.map(({ metadata }) => metadata.name).toSorted()).toEqual(specialists.toSorted());
    for (const { spec } of found) {
      expect(spec.clusterIP).toBe('None');
      expect(spec.ports.map(({ name }: { name: string }) => name)).toEqual(['grpc']);
    }
    const fusion = serviceContainer(byName('Deployment', 'fusion-llm')!);
    expect(variableOf(fusion, 'ASARG_KUBERNETES')).toBe('on');
    expect(variableOf(fusion, 'ASARG_KUBERNETES_SELECTOR')).toBeUndefined();
  });

  test('only fusion-llm has a token, and it may list and watch EndpointSlices', () => {
    for (const { metadata, spec } of deployments) {
      const { serviceAccountName, automountServiceAccountToken } = spec.template.spec;
      expect(serviceAccountName).toBe(metadata.name);
      expect(automountServiceAccountToken).toBe(metadata.name === 'fusion-llm');
      const account = byName('ServiceAccount', metadata.name)!;
      if (metadata.name !== 'fusion-llm')
        expect(account['automountServiceAccountToken']).toBe(false);
    }
    expect(ofKind(objects, 'Role').map(({ rules }) => rules)).toEqual([
      [
        {
          apiGroups: ['discovery.k8s.io'],
          resources: ['endpointslices'],
          verbs: ['list', 'watch'],
        },
      ],
    ]);
    expect(ofKind(objects, 'RoleBinding').map(({ subjects }) => subjects)).toEqual([
      [{ kind: 'ServiceAccount', name: 'fusion-llm', namespace: 'asarg' }],
    ]);
    expect(objects.filter(({ kind }) => kind.startsWith('Cluster'))).toEqual([]);
  });

  test('what autoscalers scale has no count of its own, and one autoscaler', () => {
    const scalers = [
      ...ofKind(objects, 'HorizontalPodAutoscaler'),
      ...ofKind(objects, 'ScaledObject'),
    ];
    const scaled = scalers.map(({ spec }) => spec.scaleTargetRef.name as string);
    expect(new Set(scaled).size).toBe(scaled.length);
    for (const { metadata, spec } of deployments) {
      expect(spec.replicas === undefined, metadata.name).toBe(scaled.includes(metadata.name));
    }
    expect(scaled.toSorted()).toEqual(
      overlay === 'laptop' ? [] : [...specialists, 'fusion-llm'].toSorted(),
    );
  });

  test('there is one gateway at a time', () => {
    const { spec } = byName('Deployment', 'gateway')!;
    expect([spec.replicas, spec.strategy.type]).toEqual([1, 'Recreate']);
  });

  test('pods of a service are spread over nodes and zones', () => {
    for (const { metadata, spec } of deployments) {
      if (metadata.name === 'gateway') continue;
      const constraints = spec.template.spec.topologySpreadConstraints;
      const keys = constraints.map(({ topologyKey }: { topologyKey: string }) => topologyKey);
      expect(keys).toEqual(['kubernetes.io/hostname', 'topology.kubernetes.io/zone']);
      for (const { labelSelector } of constraints) {
        expect(spec.template.metadata.labels).toMatchObject(labelSelector.matchLabels);
      }
    }
  });

  test('the bundle of a service is looked at before it starts, from a volume that it cannot write', () => {
    for (const deployment of deployments) {
      const container = serviceContainer(deployment);
      if (container.name === 'gateway') continue;
      const bundle = variableOf(container, 'ASARG_BUNDLE')!;
      const { initContainers, volumes } = deployment.spec.template.spec;
      expect(initContainers[0].args).toEqual(['asarg', 'bundle', 'verify', bundle]);
      for (const { volumeMounts } of [container, initContainers[0]]) {
        expect(volumeMounts).toContainEqual({
          name: 'bundles',
          mountPath: '/bundles',
          readOnly: true,
        });
      }
      expect(volumes).toContainEqual({
        name: 'bundles',
        persistentVolumeClaim: { claimName: 'bundles', readOnly: true },
      });
    }
  });
});

const portOf = (service: string): number =>
  7010 + ['fusion-llm', 'vision', 'lvm-med', 'cxas'].indexOf(service);

const hasLabels = (labels: Labels, wanted: Labels): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);
