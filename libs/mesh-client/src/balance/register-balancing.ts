// SPDX-License-Identifier: Apache-2.0
import { experimental } from '@grpc/grpc-js';
import { constructorOf } from './constructor-of.js';
import { createDnsResolver } from './dns-resolver.js';
import { createKubernetesResolver } from './kubernetes-resolver.js';
import { createListResolver } from './list-resolver.js';
import { schemes } from './mesh-target.js';
import { createWeightedBalancer } from './weighted-balancer.js';
import { policyName, WeightedConfigType } from './weighted-config.js';

type CreateResolver = (
  ...args: ConstructorParameters<Parameters<typeof experimental.registerResolver>[1]>
) => experimental.Resolver;

const resolvers: Readonly<Record<string, CreateResolver>> = {
  [schemes.list]: createListResolver,
  [schemes.dns]: createDnsResolver,
  [schemes.kubernetes]: createKubernetesResolver,
};

/** Makes grpc-js know the schemes of targets and the policy `asarg_weighted`; once is enough. */
export function registerBalancing(): void {
  if (experimental.isLoadBalancerNameRegistered(policyName)) {
    return;
  }
  for (const [scheme, create] of Object.entries(resolvers)) {
    const type = Object.assign(constructorOf(create), { getDefaultAuthority: authorityOf });
    experimental.registerResolver(scheme, type);
  }
  experimental.registerLoadBalancerType(
    policyName,
    constructorOf(createWeightedBalancer),
    WeightedConfigType,
  );
}

/**
 * What a certificate names: the first address, the name, the Service as its DNS name. Without a
 * port that has a name: it becomes part of a URL.
 */
function authorityOf({ path }: experimental.GrpcUri): string {
  return path.split(',')[0]!.replace(/:(?=[^\]]*[a-z])[a-z0-9-]+$/, '');
}
