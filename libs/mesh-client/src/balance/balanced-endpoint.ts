// SPDX-License-Identifier: Apache-2.0
import { connectivityState, experimental, Metadata, type ChannelOptions } from '@grpc/grpc-js';
import { socketAddress } from './tell-endpoints.js';
import { watchHealth, type HealthWatch } from './watch-health.js';

/** What an endpoint is good for at the moment. */
export type EndpointState =
  /** Takes calls. */
  | 'ready'
  /** Takes less than its share, as it has just begun to serve. */
  | 'new'
  /** Said UNAVAILABLE a moment ago, and takes calls where no other can. */
  | 'suspect'
  /** Connected, and its health is not known yet; or not connected yet. */
  | 'connecting'
  /** Connected, and its health is not SERVING. */
  | 'unhealthy'
  /** The last attempt to connect has failed. */
  | 'away';

/** One server of a balanced channel: its connection, its health, and what it may get. */
export interface BalancedEndpoint {
  /** host:port. */
  readonly address: string;
  readonly isReady: boolean;
  /** Why it is not ready; for people. */
  readonly reason: string;
  readonly picker: experimental.Picker;
  state(nowMs: number): EndpointState;
  /** Milliseconds since it began to serve. */
  ageMs(nowMs: number): number;
  /** A call got UNAVAILABLE of it. */
  suspect(nowMs: number): void;
  isSuspect(nowMs: number): boolean;
  close(): void;
}

export interface EndpointOptions {
  readonly address: string;
  readonly helper: experimental.ChannelControlHelper;
  readonly channelOptions: ChannelOptions;
  readonly slowStartMs: number;
  /** Whether its certificate must name its own host, and not the channel's. */
  readonly isNamedByAddress: boolean;
  readonly now: () => number;
  readonly onChange: () => void;
}

/** Milliseconds for which an endpoint that said UNAVAILABLE is left alone if another can. */
const suspectMs = 1_000;
/** One that was gone for less is not new: its connection has only been exchanged. */
const blinkMs = 500;

/** Connects to a server, keeps connected, and watches its health. */
export function createBalancedEndpoint(options: EndpointOptions): BalancedEndpoint {
  const { address, helper, channelOptions, slowStartMs, isNamedByAddress, now, onChange } = options;
  const { host } = socketAddress(address);
  let connection: connectivityState = connectivityState.IDLE;
  let isServing: boolean | undefined;
  let reason = 'not connected yet';
  let watch: HealthWatch | undefined;
  let servesSinceMs = Infinity;
  let servedUntilMs = -Infinity;
  let suspectUntilMs = -Infinity;
  let isClosed = false;

  const leaf = new experimental.LeafLoadBalancer(
    { addresses: [socketAddress(address)] },
    experimental.createChildChannelControlHelper(helper, {
      createSubchannel: (at, args) =>
        helper.createSubchannel(
          at,
          isNamedByAddress ? { ...args, 'grpc.ssl_target_name_override': host } : args,
        ),
      updateState(state, picker, error) {
        if (!isClosed) {
          onConnection(state, picker, error);
        }
      },
    }),
    channelOptions,
    '',
  );

  function onConnection(
    state: connectivityState,
    picker: experimental.Picker,
    error: string | null,
  ): void {
    const before = connection;
    connection = state;
    if (state === connectivityState.READY) {
      if (before !== connectivityState.READY) {
        reason = 'its health is not known yet';
        watch = watchHealth(channelOf(picker), onHealth);
      }
    } else {
      if (before === connectivityState.READY) {
        loseHealth();
        helper.requestReresolution();
      }
      reason = error ?? (state === connectivityState.IDLE ? 'connection lost' : reason);
    }
    onChange();
    if (state === connectivityState.IDLE) {
      leaf.exitIdle();
    }
  }

  function loseHealth(): void {
    watch?.close();
    watch = undefined;
    onHealth(undefined);
  }

  function onHealth(serves: boolean | undefined): void {
    const before = isServing;
    isServing = serves;
    if (before === serves) {
      return;
    }
    if (serves === true) {
      reason = '';
      servesSinceMs = now() - servedUntilMs > blinkMs ? now() : servesSinceMs;
    } else if (before === true) {
      servedUntilMs = now();
    }
    if (serves === false) {
      reason = 'its health is not SERVING';
    }
    if (serves !== undefined) {
      onChange();
    }
  }

  const isReady = (): boolean => connection === connectivityState.READY && isServing === true;
  const isSuspect = (nowMs: number): boolean => nowMs < suspectUntilMs;

  leaf.startConnecting();
  return {
    address,
    get isReady() {
      return isReady();
    },
    get reason() {
      return reason;
    },
    get picker() {
      return leaf.getPicker();
    },
    state(nowMs) {
      if (isReady()) {
        const isNew = nowMs - servesSinceMs < slowStartMs;
        return isSuspect(nowMs) ? 'suspect' : isNew ? 'new' : 'ready';
      }
      if (connection === connectivityState.READY) {
        return isServing === false ? 'unhealthy' : 'connecting';
      }
      return connection === connectivityState.TRANSIENT_FAILURE ? 'away' : 'connecting';
    },
    ageMs: (nowMs) => nowMs - servesSinceMs,
    suspect(nowMs) {
      suspectUntilMs = nowMs + suspectMs;
    },
    isSuspect,
    close() {
      isClosed = true;
      watch?.close();
      leaf.destroy();
    },
  };
}

/** The connection of an endpoint that is connected, for calls of its own. */
function channelOf(picker: experimental.Picker) {
  return picker.pick({ metadata: new Metadata(), extraPickInfo: {} }).subchannel!.getChannel();
}
