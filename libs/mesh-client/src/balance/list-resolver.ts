// SPDX-License-Identifier: Apache-2.0
import type { experimental } from '@grpc/grpc-js';
import { parseMeshTarget } from './mesh-target.js';
import { tellEndpoints } from './tell-endpoints.js';

/** The endpoints that the target itself lists. */
export function createListResolver(
  target: experimental.GrpcUri,
  listener: experimental.ResolverListener,
): experimental.Resolver {
  const list = parseMeshTarget(`asarg-list:///${target.path}`);
  const addresses = list.kind === 'list' ? list.addresses : [];
  const tell = tellEndpoints(listener);
  let isWanted = false;
  return {
    updateResolution() {
      isWanted = true;
      setImmediate(() => {
        if (isWanted) {
          tell.found(addresses);
        }
      });
    },
    destroy() {
      isWanted = false;
    },
  };
}
