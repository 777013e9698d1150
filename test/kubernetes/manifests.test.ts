// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { overlays, render, renderedFile } from '../../tools/render-manifests.mjs';
import { ofKind, type KubernetesObject } from '../manifests/kubernetes-object.js';
import { eachOverlay, parseObjects } from '../manifests/rendered.js';
import { schemasFile } from '../manifests/strict-schemas.js';
import { askApi } from './ask-api.js';
import { access, ask, kubectl, makeNamespace, tokenOf, tryKubectl } from './cluster.js';
import { deriveSchemas, type KindSchemas, type OpenApiDocument } from './derive-schemas.js';

const deploy = path.resolve(import.meta.dirname, '../../deploy/k8s');
const strictly = ['apply', '--dry-run=server', '--validate=strict', '-f', '-'];
const namespaceOf = (objects: readonly KubernetesObject[]) => ofKind(objects, 'Namespace')[0]!;

beforeAll(async () => {
  const crd = path.join(import.meta.dirname, 'crds/scaledobjects.keda.sh.yaml.gz');
  kubectl(['apply', '--server-side', '-f', '-'], gunzipSync(await readFile(crd)).toString());
  kubectl(['wait', '--for=condition=Established', 'crd/scaledobjects.keda.sh', '--timeout=30s']);
  const [, objects] = eachOverlay[0]!;
  await makeNamespace('asarg', namespaceOf(objects));
});

test.each(overlays)('%s is rendered as it is committed', async (overlay: string) => {
  expect(render(overlay, inject('programs').kubectl)).toBe(
    await readFile(renderedFile(overlay), 'utf8'),
  );
});

describe.each(eachOverlay)('%s', (overlay, objects) => {
  test('is taken by the API server, field by field', async () => {
    const output = kubectl(strictly, await readFile(renderedFile(overlay), 'utf8'));
    expect(output.match(/\(server dry run\)$/gm)).toHaveLength(objects.length);
    expect(output).not.toMatch(/unknown|deprecated|PodSecurity/i);
  });

  test('has pods that the restricted standard admits', async () => {
    for (const account of ofKind(objects, 'ServiceAccount')) {
      kubectl(['apply', '-f', '-'], JSON.stringify(account));
    }
    for (const { metadata, spec } of ofKind(objects, 'Deployment')) {
      await expect(admitPod(metadata.name, spec.template), metadata.name).resolves.toBeDefined();
    }
  });
});

test('what fills the volume of bundles is admitted too', async () => {
  expect(kubectl(['apply', '--dry-run=server', '--validate=strict', '-k', loader])).toBe(
    'pod/bundle-loader created (server dry run)\n',
  );
});

/** An overlay with a component, as the API server takes it. */
async function withComponent(overlay: string, component: string) {
  const folder = await mkdtemp(path.join(tmpdir(), `asarg-${component}-`));
  try {
    const relative = (name: string) => path.relative(folder, path.join(deploy, name));
    await writeFile(
      path.join(folder, 'kustomization.yaml'),
      JSON.stringify({
        resources: [relative(`overlays/${overlay}`)],
        components: [relative(`components/${component}`)],
      }),
    );
    const text = kubectl(['kustomize', folder]);
    kubectl(strictly, text);
    return parseObjects(text);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('traces to a collector are added to any overlay', async () => {
  const objects = await withComponent('cpu', 'otlp');
  const settings = objects.find(({ metadata }) => metadata.name.startsWith('mesh-settings'));
  expect(settings!['data']).toMatchObject({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel-collector.monitoring.svc:4318',
    OTEL_METRICS_EXPORTER: 'prometheus',
  });
});

test('keys of clients are added to any overlay', async () => {
  const objects = await withComponent('mtls', 'api-keys');
  const gateway = ofKind(objects, 'Deployment').find(({ metadata }) => metadata.name === 'gateway');
  await expect(admitPod('gateway', gateway!.spec.template)).resolves.toBeDefined();
  const { containers, volumes } = gateway!.spec.template.spec;
  const { value } = containers[0].env.find(({ name }: any) => name === 'ASARG_API_KEYS');
  const mount = containers[0].volumeMounts.find(({ name }: any) => name === 'api-keys');
  const { secret } = volumes.find(({ name }: any) => name === 'api-keys');
  expect(`${mount.mountPath}/${secret.items[0].path}`).toBe(value);
});

test('the overlay of one\u2019s own that the guide shows is taken, with its image and storage class', async () => {
  const guide = await readFile(path.join(deploy, 'README.md'), 'utf8');
  const [, overlay] = /<<'EOF'\n(.*?)\nEOF\n/s.exec(guide)!;
  const [, patch] = /```yaml\npatches:\n(.*?)```/s.exec(guide)!;
  const folder = await mkdtemp(path.join(tmpdir(), 'asarg-own-'));
  try {
    const text = `${overlay}\n${patch}`.replaceAll('../deploy/k8s', path.relative(folder, deploy));
    await writeFile(path.join(folder, 'kustomization.yaml'), text);
    const rendered = kubectl(['kustomize', folder]);
    kubectl(strictly, rendered);
    expect(rendered).toContain('image: registry.example/asarg-mesh:0.1.0');
    expect(rendered).toContain('storageClassName: nfs');
    const policy = parseObjects(rendered).find(
      ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'fusion-llm',
    );
    expect(policy!.spec.egress[3]).toEqual({
      to: [{ ipBlock: { cidr: '192.0.2.10/32' } }],
      ports: [443, 6443].map((port) => ({ port, protocol: 'TCP' })),
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** What the server must refuse: an object, how it is spoilt, and what is said of that. */
const wrong: [string, string, (spec: any) => void, RegExp][] = [
  [
    'an unknown field',
    'Deployment',
    (spec) => (spec.replicaz = 2),
    /unknown field "spec.replicaz"/,
  ],
  [
    'a selector that its pods do not have',
    'Deployment',
    (spec) => (spec.selector.matchLabels = { other: 'x' }),
    /`selector` does not match template `labels`/,
  ],
  [
    'a probe of a port that cannot be',
    'Deployment',
    (spec) => (spec.template.spec.containers[0].livenessProbe = { grpc: { port: 70_000 } }),
    /must be between 1 and 65535/,
  ],
  ['a misspelt trigger', 'ScaledObject', (spec) => (spec.triggers[0].metdata = {}), /metdata/],
];

test.each(wrong)('the API server refuses %s', (_, kind, spoil, said) => {
  const objects = eachOverlay.find(([name]) => name === 'keda')![1];
  const copy = structuredClone(ofKind(objects, kind)[0]!) as KubernetesObject;
  spoil(copy.spec);
  const { code, output } = tryKubectl(strictly, JSON.stringify(copy));
  expect(code).toBe(1);
  expect(output).toMatch(said);
});

test('a pod that is less than restricted is refused', async () => {
  const [, objects] = eachOverlay[0]!;
  const { template } = structuredClone(ofKind(objects, 'Deployment')[0]!).spec;
  delete template.spec.containers[0].securityContext.capabilities;
  await expect(admitPod('open', template)).rejects.toThrow(/violates PodSecurity "restricted/);
});

test('fusion-llm may list and watch EndpointSlices of its namespace, and nothing else', async () => {
  for (const kind of ['Role', 'RoleBinding', 'ServiceAccount']) {
    for (const object of ofKind(eachOverlay[0]![1], kind)) {
      kubectl(['apply', '-f', '-'], JSON.stringify(object));
    }
  }
  const as = async (account: string) => ({
    ...access(),
    token: await tokenOf('asarg', account),
  });
  const fusion = await as('fusion-llm');
  const slices = '/apis/discovery.k8s.io/v1/namespaces/asarg/endpointslices';
  await expect(askApi(fusion, 'GET', slices)).resolves.toMatchObject({ kind: 'EndpointSliceList' });
  await expect(askApi(fusion, 'GET', `${slices}?watch=1&timeoutSeconds=1`)).resolves.toBe('');
  const forbidden = [
    ['GET', '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices'],
    ['GET', '/api/v1/namespaces/asarg/pods'],
    ['GET', '/api/v1/namespaces/asarg/secrets'],
    ['GET', '/api/v1/namespaces/asarg/configmaps'],
    ['DELETE', slices],
  ] as const;
  for (const [method, where] of forbidden) {
    await expect(askApi(fusion, method, where), where).rejects.toMatchObject({ status: 403 });
  }
  await expect(askApi(await as('vision'), 'GET', slices)).rejects.toMatchObject({ status: 403 });
});

test('the schemas of npm test are those that the API server serves', async () => {
  const committed = await readFile(schemasFile).catch(() => undefined);
  const known = committed && (JSON.parse(gunzipSync(committed).toString()) as KindSchemas);
  const kinds = [
    ...new Set(
      eachOverlay.flatMap(([, objects]) => objects.map((one) => `${one.apiVersion}/${one.kind}`)),
    ),
    'v1/Pod',
  ];
  const groups = new Set(kinds.map((kind) => kind.slice(0, kind.lastIndexOf('/'))));
  const documents: OpenApiDocument[] = [];
  for (const group of groups) {
    const at = group === 'v1' ? 'api/v1' : `apis/${group}`;
    documents.push(await ask<OpenApiDocument>('GET', `/openapi/v3/${at}`));
  }
  const served = deriveSchemas(documents, kinds);
  if (inject('update')) {
    await writeFile(schemasFile, gzipSync(JSON.stringify(served), { level: 9 }));
  } else {
    expect(known).toEqual(served);
  }
});

const loader = path.join(deploy, 'bundle-loader');

/** Asks whether a pod of this template would be admitted. */
function admitPod(name: string, template: { metadata: object; spec: object }): Promise<unknown> {
  return ask('POST', '/api/v1/namespaces/asarg/pods?dryRun=All&fieldValidation=Strict', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...template.metadata, name },
    spec: template.spec,
  });
}
