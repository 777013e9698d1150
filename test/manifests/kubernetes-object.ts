// SPDX-License-Identifier: Apache-2.0

/** An object of any kind, as far as every kind goes. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Labels;
  };
  // The schemas have been checked: rules may look anywhere.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly spec?: any;
  readonly [field: string]: unknown;
}

/** Labels of an object, or what a `matchLabels` wants. */
export type Labels = Readonly<Record<string, string>>;

/** A container, as far as the rules look at it. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly { name: string; value?: string; valueFrom?: object }[];
  readonly ports?: readonly { name: string; containerPort: number }[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly resources: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  };
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds: number } } };
  readonly volumeMounts?: readonly { name: string; mountPath: string; readOnly?: boolean }[];
}

/** A probe of gRPC or HTTP. */
export interface Probe {
  readonly grpc?: { readonly port: number };
  readonly httpGet?: { readonly path: string; readonly port: string | number };
  readonly periodSeconds?: number;
  readonly failureThreshold?: number;
}

/** Objects of one kind. */
export const ofKind = (objects: readonly KubernetesObject[], kind: string): KubernetesObject[] =>
  objects.filter((object) => object.kind === kind);

/** The container of a Deployment that runs its service. */
export const serviceContainer = ({ spec }: KubernetesObject): Container =>
  spec.template.spec.containers[0];

/** All containers of a Deployment, those of its init steps too. */
export const containersOf = ({ spec }: KubernetesObject): readonly Container[] => [
  ...(spec.template.spec.initContainers ?? []),
  ...spec.template.spec.containers,
];

/** A variable that a container is given as it stands; undefined if it is not set. */
export const variableOf = ({ env }: Container, name: string): string | undefined =>
  env?.find((variable) => variable.name === name)?.value;
