// SPDX-License-Identifier: Apache-2.0
import { Channel } from '@grpc/grpc-js';
import { hostname } from 'node:os';
import { channelCredentials, channelOptions, type ClientOptions } from '../channel-options.js';
import type { LoadBook } from '../load/load-book.js';
import { dnsIntervalOption, dnsLookUpOption, type LookUp } from './dns-resolver.js';
import { kubernetesOption, type KubernetesLookUp } from './kubernetes-resolver.js';
import { parseMeshTarget, type MeshTarget } from './mesh-target.js';
import { registerBalancing } from './register-balancing.js';
import { balancerOption, type BalancerOptions } from './weighted-balancer.js';
import { policyName, type WeightedSettings } from './weighted-config.js';

/** A channel to all endpoints of a service; clients of one channel share its connections. */
export interface BalancedChannel {
  /** What is called, `host:port` or the name of the service; for messages and telemetry. */
  readonly label: string;
  readonly channel: Channel;
  /** Closes it, and with it all of its clients. */
  close(): void;
}

export interface BalancedChannelOptions extends Pick<ClientOptions, 'certificates'> {
  /** Name of the service, in metrics and messages. */
  readonly service: string;
  /** Settings of the policy. */
  readonly policy?: Partial<WeightedSettings>;
  /**
   * How often a call is made in all while no server has taken it on: each UNAVAILABLE before the
   * first message is tried again elsewhere. 1 to 5. @default 3
   */
  readonly attempts?: number;
  /** For `kubernetes:///`. @default the API of the pod that this runs in, and no log */
  readonly kubernetes?: KubernetesLookUp;
  /** For `asarg-dns:///`: milliseconds between look-ups, @default 2000, and who is asked. */
  readonly dns?: { readonly intervalMs?: number; readonly lookUp?: LookUp };
  /** What tells this client from others. @default host name and process id */
  readonly client?: string;
  /** Where the load of the endpoints is kept. @default its own */
  readonly loads?: LoadBook;
  /** Numbers in [0, 1). @default Math.random */
  readonly random?: () => number;
}

/**
 * Opens a channel to a target as `parseMeshTarget` reads it, balanced call by call. It looks for
 * endpoints with the first call.
 * @throws RangeError if the target is none, ConfigError if TLS settings cannot be used.
 */
export function openBalancedChannel(
  target: string | MeshTarget,
  options: BalancedChannelOptions,
): BalancedChannel {
  registerBalancing();
  const parsed = typeof target === 'string' ? parseMeshTarget(target) : target;
  // One address is a list of one.
  const uri = parsed.kind === 'address' ? `asarg-list:///${parsed.uri}` : parsed.uri;
  const { service, client = `${hostname()}:${process.pid}`, loads, random } = options;
  const balancer: BalancerOptions = {
    service,
    client,
    isNamedByAddress: parsed.kind === 'list' || parsed.kind === 'address',
    loads,
    random,
  };
  const channel = new Channel(uri, channelCredentials(options), {
    ...channelOptions,
    'grpc.service_config': JSON.stringify(serviceConfig(options)),
    [balancerOption]: balancer,
    [kubernetesOption]: options.kubernetes,
    [dnsIntervalOption]: options.dns?.intervalMs,
    [dnsLookUpOption]: options.dns?.lookUp,
  });
  return { label: labelOf(parsed, service), channel, close: () => channel.close() };
}

function serviceConfig({ policy = {}, attempts = 3 }: BalancedChannelOptions): object {
  const retryPolicy = {
    maxAttempts: attempts,
    // By then a server that drains has said so, and one that was killed is known to be gone.
    initialBackoff: '0.02s',
    maxBackoff: '0.2s',
    backoffMultiplier: 3,
    retryableStatusCodes: ['UNAVAILABLE'],
  };
  return {
    loadBalancingConfig: [{ [policyName]: policy }],
    methodConfig: attempts > 1 ? [{ name: [{}], retryPolicy }] : [],
    // While half of all calls fail, nothing is gained by making them twice.
    retryThrottling: { maxTokens: 100, tokenRatio: 1 },
  };
}

function labelOf(target: MeshTarget, service: string): string {
  switch (target.kind) {
    case 'address':
      return target.uri;
    case 'list':
      return target.addresses.length === 1 ? target.addresses[0]! : service;
    default:
      return target.uri.slice(target.uri.indexOf(':///') + 4);
  }
}
