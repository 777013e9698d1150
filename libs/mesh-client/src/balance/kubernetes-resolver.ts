// SPDX-License-Identifier: Apache-2.0
import {
  endpointSlicesApi,
  followSlices,
  kubernetesAccess,
  readSlices,
  serviceLabel,
  type KubernetesAccess,
} from '@asarg/kubernetes';
import { createLogger, type Logger } from '@asarg/service-kit';
import type { ChannelOptions, experimental } from '@grpc/grpc-js';
import { parseMeshTarget } from './mesh-target.js';
import { tellEndpoints } from './tell-endpoints.js';

/** How the API is reached, and who is told that it is away. */
export interface KubernetesLookUp {
  /** @default that of the pod that this process runs in */
  readonly access?: () => Promise<KubernetesAccess | undefined>;
  readonly logger?: Logger;
}

/** Key of the channel option that holds a `KubernetesLookUp`. */
export const kubernetesOption = 'grpc.internal.no_subchannel.asarg_kubernetes';

/**
 * The ready endpoints of a Service, as its EndpointSlices are watched. Asking again does nothing:
 * changes come by themselves, and while the API is away the last ones hold.
 */
export function createKubernetesResolver(
  target: experimental.GrpcUri,
  listener: experimental.ResolverListener,
  options: ChannelOptions,
): experimental.Resolver {
  const parsed = parseMeshTarget(`kubernetes:///${target.path}`);
  const { service, namespace, port } = parsed as Extract<typeof parsed, { kind: 'kubernetes' }>;
  const { access = accessInPod, logger = createLogger('balancer', 'silent') }: KubernetesLookUp =
    options[kubernetesOption] ?? {};
  let following: AbortController | undefined;

  async function follow(signal: AbortSignal): Promise<void> {
    const tell = tellEndpoints(listener);
    let isFound = false;
    try {
      const found = await access();
      if (found === undefined) {
        throw new Error(
          'ASARG_KUBERNETES: expected it where a target is kubernetes:///, found nothing',
        );
      }
      await followSlices({
        api: endpointSlicesApi({ ...found, namespace: namespace ?? found.namespace }),
        selector: `${serviceLabel}=${service}`,
        logger,
        signal,
        onSlices(slices) {
          isFound = true;
          tell.found(addressesOf(slices, port));
        },
        onLooked() {
          if (!isFound && !signal.aborted) {
            tell.failed('the Kubernetes API is away');
          }
        },
      });
    } catch (error) {
      if (!signal.aborted) {
        logger.error({ reason: String(error) }, 'Kubernetes cannot be asked');
        tell.failed((error as Error).message);
        following = undefined;
      }
    }
  }

  return {
    updateResolution() {
      if (following === undefined) {
        following = new AbortController();
        void follow(following.signal);
      }
    },
    destroy() {
      following?.abort();
      following = undefined;
    },
  };
}

/** A pod of two address families is in two slices, and is one endpoint all the same. */
function addressesOf(slices: ReadonlyMap<string, unknown>, port: string): readonly string[] {
  const byPod = new Map<string, string>();
  for (const { portFault, ready } of readSlices(slices, port).read) {
    for (const { address, pod } of portFault === undefined ? ready : []) {
      if (address !== undefined && !byPod.has(pod)) {
        byPod.set(pod, address);
      }
    }
  }
  return [...new Set(byPod.values())];
}

function accessInPod(): Promise<KubernetesAccess | undefined> {
  return kubernetesAccess({
    kubernetes: 'on',
    kubernetesServiceHost: process.env['KUBERNETES_SERVICE_HOST'],
    kubernetesServicePort: process.env['KUBERNETES_SERVICE_PORT'],
  });
}
