// SPDX-License-Identifier: Apache-2.0
import { ask } from './cluster.js';
import { ApiError } from './ask-api.js';

/** A pod, as the controller of EndpointSlices knows it. */
export interface TestPod {
  /** Unique; also the name of its slice. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** @default ready, serving, not terminating */
  readonly conditions?: {
    readonly ready: boolean;
    readonly serving?: boolean;
    readonly terminating?: boolean;
  };
}

interface Service {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly ports: readonly { readonly name: string; readonly protocol: string }[];
  };
}

const base = (namespace: string) =>
  `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;

/**
 * Writes the slice of a pod as Kubernetes' controller would for the Service that is there: its
 * labels, its owner and the names of its ports are the Service's. Each pod has a slice of its own,
 * since pods on one host have different ports.
 */
export async function putSlice(namespace: string, service: string, pod: TestPod): Promise<void> {
  const { metadata, spec } = await ask<Service>(
    'GET',
    `/api/v1/namespaces/${namespace}/services/${service}`,
  );
  const { name, host, port, conditions = { ready: true, serving: true, terminating: false } } = pod;
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    addressType: 'IPv4',
    metadata: {
      name,
      labels: {
        ...metadata.labels,
        'kubernetes.io/service-name': metadata.name,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Service', name: metadata.name, uid: metadata.uid },
      ],
    },
    ports: spec.ports.map(({ name, protocol }) => ({ name, port, protocol })),
    endpoints: [{ addresses: [host], conditions }],
  };
  await ask('PUT', `${base(namespace)}/${name}`, slice).catch((error: unknown) => {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
    return ask('POST', base(namespace), slice);
  });
}

/** Removes the slice of a pod that has gone. */
export async function removeSlice(namespace: string, name: string): Promise<void> {
  await ask('DELETE', `${base(namespace)}/${name}`);
}

/** Removes the slices of a Service that has gone, as the garbage collector does. */
export async function collectSlices(namespace: string, service: string): Promise<void> {
  const selector = encodeURIComponent(`kubernetes.io/service-name=${service}`);
  await ask('DELETE', `${base(namespace)}?labelSelector=${selector}`);
}
