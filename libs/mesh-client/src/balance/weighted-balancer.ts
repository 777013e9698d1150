// SPDX-License-Identifier: Apache-2.0
import { attribute, count, observe, serverAttributes } from '@asarg/telemetry';
import { connectivityState, experimental, status, type ChannelOptions } from '@grpc/grpc-js';
import { createLoadBook, type LoadBook } from '../load/load-book.js';
import { loadOfMetadata } from '../load/load-of-metadata.js';
import { createBalancedEndpoint, type BalancedEndpoint } from './balanced-endpoint.js';
import { chooseSubset } from './choose-subset.js';
import { pickEndpoint } from './pick-endpoint.js';
import { slowStartShare } from './slow-start.js';
import type { WeightedConfig, WeightedSettings } from './weighted-config.js';

/** What a balancer is told by who opened the channel. */
export interface BalancerOptions {
  /** Service behind the channel, in metrics and messages. */
  readonly service: string;
  /** What tells this client from others: its subset of many endpoints depends on it. */
  readonly client: string;
  /** Whether the certificate of each endpoint must name its own host. */
  readonly isNamedByAddress: boolean;
  /** @default its own */
  readonly loads?: LoadBook;
  /** Numbers in [0, 1). @default Math.random */
  readonly random?: () => number;
  /** A clock that only goes forward, in milliseconds. @default performance.now */
  readonly now?: () => number;
}

/** Key of the channel option that holds `BalancerOptions`. */
export const balancerOption = 'grpc.internal.no_subchannel.asarg_balancer';

const anonymous: BalancerOptions = { service: 'unnamed', client: '', isNamedByAddress: false };

/**
 * The policy `asarg_weighted`: keeps connections to (a subset of) the endpoints, and sends each call
 * to the less loaded one of two that serve, by the load and capacity that they report.
 */
export function createWeightedBalancer(
  helper: experimental.ChannelControlHelper,
): experimental.LoadBalancer {
  const endpoints = new Map<string, BalancedEndpoint>();
  let settings: WeightedSettings | undefined;
  let options: BalancerOptions = anonymous;
  let loads = createLoadBook();
  let now = () => performance.now();
  let isPaused = false;
  let lookUpFailure = 'nothing';
  const unobserve = [
    observe('asarg.balancer.endpoints', (result) => {
      const states = Map.groupBy(endpoints.values(), (endpoint) => endpoint.state(now()));
      for (const [state, { length }] of states) {
        const labels = { [attribute.service]: options.service, [attribute.endpointState]: state };
        result.observe(length, labels);
      }
    }),
    observe('asarg.instance.load', (result) => {
      for (const address of endpoints.keys()) {
        result.observe(loads.of(address), labelsOf(address));
      }
    }),
  ];

  const labelsOf = (address: string) => {
    return { [attribute.service]: options.service, ...serverAttributes(address) };
  };

  function use(given: BalancerOptions): void {
    if (given !== options) {
      options = given;
      loads = given.loads ?? loads;
      now = given.now ?? now;
    }
  }

  function pick(args: experimental.PickArgs): experimental.PickResult {
    const nowMs = now();
    const ready = [...endpoints.values()].filter(({ isReady }) => isReady);
    const trusted = ready.filter((endpoint) => !endpoint.isSuspect(nowMs));
    const pickable = (trusted.length > 0 ? trusted : ready).map((endpoint) => {
      const share = slowStartShare(endpoint.ageMs(nowMs), settings!.slowStartMs);
      return {
        endpoint,
        weight: loads.capacityOf(endpoint.address) * share,
        load: loads.of(endpoint.address) / share,
      };
    });
    const { endpoint } = pickEndpoint(pickable, options.random ?? Math.random)!;
    const result = endpoint.picker.pick(args);
    return result.pickResultType === experimental.PickResultType.COMPLETE
      ? counted(result, endpoint)
      : result;
  }

  /** Counts a call from its pick on: those picked in one turn must see each other. */
  function counted(
    result: experimental.PickResult,
    endpoint: BalancedEndpoint,
  ): experimental.PickResult {
    const { address } = endpoint;
    let isCounted = true;
    let isStarted = false;
    loads.enter(address);
    // A pick may come to nothing, of which nobody tells.
    setImmediate(() => {
      if (!isStarted) {
        isCounted = false;
        loads.leave(address);
      }
    });
    return {
      ...result,
      onCallStarted() {
        isStarted = true;
        if (!isCounted) {
          loads.enter(address);
        }
        result.onCallStarted?.();
      },
      onCallEnded(code, details, metadata) {
        loads.leave(address);
        const report = loadOfMetadata(metadata);
        if (report !== undefined && endpoints.get(address) === endpoint) {
          loads.hear(address, report);
        }
        if (code === status.UNAVAILABLE) {
          endpoint.suspect(now());
        }
        const labels = { ...labelsOf(address), [attribute.rpcStatus]: status[code] ?? 'UNKNOWN' };
        count('asarg.balancer.calls', 1, labels);
        result.onCallEnded?.(code, details, metadata);
      },
    };
  }

  function publish(): void {
    if (isPaused) {
      return;
    }
    const all = [...endpoints.values()];
    if (all.some(({ isReady }) => isReady)) {
      helper.updateState(connectivityState.READY, { pick }, null);
    } else if (all.some((endpoint) => endpoint.state(now()) === 'connecting')) {
      const queue = new experimental.QueuePicker(balancer);
      helper.updateState(connectivityState.CONNECTING, queue, null);
    } else {
      const found = all.map(({ address, reason }) => `${address}: ${reason}`).join('; ');
      const details = `expected an endpoint of ${options.service} that serves, found ${found || lookUpFailure}`;
      const unavailable = new experimental.UnavailablePicker({ details });
      helper.updateState(connectivityState.TRANSIENT_FAILURE, unavailable, details);
    }
  }

  function replaceEndpoints(addresses: readonly string[], channelOptions: ChannelOptions): void {
    const { subset, slowStartMs } = settings!;
    const wanted = new Set(chooseSubset(addresses, options.client, subset));
    isPaused = true;
    for (const [address, endpoint] of endpoints) {
      if (!wanted.has(address)) {
        endpoints.delete(address);
        endpoint.close();
        loads.forget(address);
      }
    }
    for (const address of wanted) {
      if (!endpoints.has(address)) {
        const { isNamedByAddress } = options;
        const more = { address, helper, channelOptions, slowStartMs, isNamedByAddress };
        const endpoint = createBalancedEndpoint({ ...more, now, onChange: publish });
        endpoints.set(address, endpoint);
      }
    }
    isPaused = false;
  }

  const balancer: experimental.LoadBalancer = {
    updateAddressList(list, config, channelOptions) {
      const { settings: given } = config as Partial<WeightedConfig>;
      if (given === undefined) {
        return false;
      }
      settings = given;
      use((channelOptions[balancerOption] as BalancerOptions | undefined) ?? anonymous);
      if (list.ok) {
        lookUpFailure = 'none';
        replaceEndpoints(list.value.map(addressOf), channelOptions);
      } else {
        lookUpFailure = list.error.details ?? 'none';
      }
      publish();
      return true;
    },
    // Endpoints connect by themselves and stay connected.
    exitIdle: () => undefined,
    resetBackoff: () => undefined,
    destroy() {
      isPaused = true;
      unobserve.forEach((end) => end());
      endpoints.forEach((endpoint) => endpoint.close());
      endpoints.clear();
    },
    getTypeName: () => 'asarg_weighted',
  };
  return balancer;
}

function addressOf({ addresses: [first] }: experimental.Endpoint): string {
  return experimental.subchannelAddressToString(first!);
}
