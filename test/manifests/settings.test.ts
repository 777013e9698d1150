// SPDX-License-Identifier: Apache-2.0
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readSpecialistConfig } from '@asarg/specialist-kit';
import { metricTable, prometheusName, type MetricName } from '@asarg/telemetry';
import { expect, test } from 'vitest';
import { readFusionConfig } from '../../services/fusion-llm/dist/config.js';
import { readGatewayConfig } from '../../services/gateway/dist/config.js';
import { ofKind, serviceContainer, type KubernetesObject } from './kubernetes-object.js';
import { eachOverlay, overlays } from './rendered.js';
import { specialists } from './service-facts.js';

const root = path.resolve(import.meta.dirname, '../..');

/** What a Deployment's service finds in its environment. */
function environmentOf(objects: readonly KubernetesObject[], deployment: KubernetesObject) {
  const { env = [], envFrom = [] } = serviceContainer(deployment) as ReturnType<
    typeof serviceContainer
  > & { readonly envFrom?: readonly { readonly configMapRef: { readonly name: string } }[] };
  const shared = envFrom.map(({ configMapRef: { name } }) => {
    const map = ofKind(objects, 'ConfigMap').find(({ metadata }) => metadata.name === name);
    return Object.entries((map!['data'] ?? {}) as Record<string, string>);
  });
  const own = env.map(({ name, value = 'from the pod' }) => [name, value] as const);
  return Object.fromEntries([...shared.flat(), ...own]);
}

test.each(eachOverlay.filter(([name]) => name !== 'mtls'))(
  '%s has settings that the services take',
  (overlay, objects) => {
    for (const deployment of ofKind(objects, 'Deployment')) {
      const environment = environmentOf(objects, deployment);
      const { name } = deployment.metadata;
      if (name === 'gateway') {
        const { http, fusion, data, reportDeadlineMs } = readGatewayConfig(environment);
        expect({ http, fusion, data }).toEqual({
          http: '0.0.0.0:8080',
          fusion: 'asarg-dns:///fusion-llm-headless:7010',
          data: '/data',
        });
        expect(reportDeadlineMs).toBe(30_000);
      } else {
        const config =
          name === 'fusion-llm'
            ? readFusionConfig(environment)
            : readSpecialistConfig(name, '127.0.0.1:1', environment);
        expect(config.executionProvider).toBe(overlay === 'gpu' ? 'cuda' : 'cpu');
      }
    }
  },
);

test.each(eachOverlay)('%s sets no variable that nobody reads', (_, objects) => {
  const read = new Set(
    globSync('{libs,services}/*/src/**/*.ts', { cwd: root })
      .map((file) => readFileSync(path.join(root, file), 'utf8'))
      .flatMap((text) => text.match(/'ASARG_[A-Z_]+'/g) ?? [])
      .map((quoted) => quoted.slice(1, -1)),
  );
  const set = ofKind(objects, 'Deployment').flatMap((one) =>
    Object.keys(environmentOf(objects, one)),
  );
  expect(set.filter((name) => name.startsWith('ASARG_') && !read.has(name))).toEqual([]);
});

test.each(eachOverlay)('%s has the metrics where Prometheus is told to ask', (_, objects) => {
  for (const deployment of ofKind(objects, 'Deployment')) {
    const environment = environmentOf(objects, deployment);
    const { annotations, labels } = deployment.spec.template.metadata;
    expect(environment).toMatchObject({
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0',
      OTEL_EXPORTER_PROMETHEUS_PORT: annotations['prometheus.io/port'],
      OTEL_SERVICE_NAME: labels['app.kubernetes.io/name'],
    });
    expect(annotations['prometheus.io/scrape']).toBe('true');
    const ports = serviceContainer(deployment).ports!.map(({ containerPort }) => containerPort);
    expect(ports).toContain(Number(annotations['prometheus.io/port']));
  }
});

test('replicas follow metrics that there are, with attributes that they have', () => {
  const names = new Map(
    (Object.keys(metricTable) as MetricName[]).map((name) => [
      prometheusName(name, metricTable[name]),
      metricTable[name].attributes.map((attribute: string) => attribute.replaceAll('.', '_')),
    ]),
  );
  const scaled = ofKind(overlays.get('keda')!, 'ScaledObject');
  for (const { metadata, spec } of scaled) {
    const used = spec.triggers.map(({ metadata: trigger }: { metadata: { query: string } }) => {
      const [, metric, labels] = /^sum\((\w+)\{(.*)\}\)$/.exec(trigger.query)!;
      const matched = Object.fromEntries(
        labels!.split(', ').map((one) => /^(\w+)="(.*)"$/.exec(one)!.slice(1)),
      );
      const { namespace, job, ...attributes } = matched;
      expect([namespace, job]).toEqual(['asarg', metadata.name]);
      for (const label of Object.keys(attributes)) expect(names.get(metric!)).toContain(label);
      return metric;
    });
    expect(used).toEqual(
      specialists.includes(metadata.name)
        ? ['asarg_queue_depth', 'asarg_rpc_server_in_flight']
        : ['asarg_rpc_server_in_flight'],
    );
  }
  expect(scaled).toHaveLength(4);
});

test('a GPU is asked for by everything that runs a network, on nodes that have one', () => {
  for (const deployment of ofKind(overlays.get('gpu')!, 'Deployment')) {
    const { resources, image } = serviceContainer(deployment);
    const { nodeSelector, tolerations } = deployment.spec.template.spec;
    const isOnGpu = deployment.metadata.name !== 'gateway';
    expect(resources.limits!['nvidia.com/gpu']).toBe(isOnGpu ? '1' : undefined);
    expect(image.startsWith('asarg-mesh-cuda:')).toBe(isOnGpu);
    expect(nodeSelector).toEqual(isOnGpu ? { 'nvidia.com/gpu.present': 'true' } : undefined);
    expect(tolerations?.[0].key).toBe(isOnGpu ? 'nvidia.com/gpu' : undefined);
  }
});

test('with mutual TLS each service has its own certificate, and callers are permitted by identity', () => {
  const objects = overlays.get('mtls')!;
  for (const deployment of ofKind(objects, 'Deployment')) {
    const { name } = deployment.metadata;
    const { volumes } = deployment.spec.template.spec;
    const secrets = volumes.flatMap(({ secret }: { secret?: object }) => secret ?? []);
    expect(secrets).toEqual([{ secretName: `${name}-tls`, defaultMode: 0o440 }]);
    const environment = environmentOf(objects, deployment);
    expect(environment).toMatchObject({
      ASARG_TLS_CERT: '/etc/asarg/tls/tls.crt',
      ASARG_TLS_KEY: '/etc/asarg/tls/tls.key',
      ASARG_TLS_CA: '/etc/asarg/tls/ca.crt',
    });
    if (name === 'gateway') continue;
    expect(environment['ASARG_PERMISSIONS']).toBe('/etc/asarg/permissions/permissions.json');
    const { name: map } = volumes.find((one: { name: string }) => one.name === 'permissions')
      .configMap as { name: string };
    // A change of permissions, which are read at start, replaces the pods.
    expect(map).toMatch(/^permissions-[a-z0-9]{10}$/);
  }
});
