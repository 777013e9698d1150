// SPDX-License-Identifier: Apache-2.0
import {
  endpointSlicesApi,
  followSlices,
  type KubernetesAccess,
  type Pause,
} from '@asarg/kubernetes';
import type { Logger } from '@asarg/service-kit';
import type { RegistrySource } from '../registry-source.js';
import { listingOfSlices } from './kubernetes-slices.js';

export interface KubernetesSourceOptions {
  readonly access: KubernetesAccess;
  /** Label selector of the EndpointSlices; Kubernetes copies the labels of a Service to them. */
  readonly selector: string;
  readonly logger: Logger;
  /** Waits between attempts. @default by the clock */
  readonly pause?: Pause;
}

/**
 * The ready endpoints of the EndpointSlices that a label selects in one namespace. While the API is
 * away the last listing holds.
 */
export function createKubernetesSource({
  access,
  selector,
  logger,
  pause,
}: KubernetesSourceOptions): RegistrySource {
  const stop = new AbortController();
  return {
    name: 'kubernetes',
    async start(onListing) {
      let told = '';
      const looked = Promise.withResolvers<void>();
      void followSlices({
        api: endpointSlicesApi(access),
        selector,
        logger,
        pause,
        signal: stop.signal,
        onLooked: looked.resolve,
        onSlices(slices) {
          const listing = listingOfSlices(slices, access.namespace);
          const text = JSON.stringify(listing);
          if (text !== told) {
            told = text;
            onListing(listing);
          }
        },
      }).finally(looked.resolve);
      await looked.promise;
    },
    close: () => stop.abort(),
  };
}
