// SPDX-License-Identifier: Apache-2.0
import type { LoadReport } from '@asarg/service-kit/load';
import {
  processCertificates,
  tlsChannelCredentials,
  type CertificateSource,
} from '@asarg/service-kit/tls';
import {
  credentials,
  type ChannelCredentials,
  type ChannelOptions,
  type ClientOptions as GrpcClientOptions,
} from '@grpc/grpc-js';
import type { BalancedChannel } from './balance/balanced-channel.js';
import { callTelemetry } from './call-telemetry.js';
import { hearLoad } from './load/hear-load.js';
import { limitConnects } from './connect-limit.js';

const mebibyte = 1024 * 1024;

/** Options of every channel of the mesh, with their reasons. */
export const channelOptions: ChannelOptions = {
  // Tensors flow server -> client; Node's default window of 64 KiB halves their rate.
  'grpc-node.flow_control_window': 16 * mebibyte,
  'grpc.max_receive_message_length': 64 * mebibyte,
  'grpc.max_send_message_length': 64 * mebibyte,
  // A request larger than this is silently never retried; a frame has up to 4 MiB.
  'grpc.per_rpc_retry_buffer_size': 8 * mebibyte,
  'grpc.retry_buffer_size': 64 * mebibyte,
  // A peer that vanished without closing its connection, by a partition for example, is noticed within
  // the sum of these. Servers that count pings start anew with each answer, and health is asked often.
  'grpc.keepalive_time_ms': 5_000,
  'grpc.keepalive_timeout_ms': 5_000,
  // A restarted service is found again within this; the default waits up to two minutes.
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.min_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 250,
  // One connection per client: closing a client closes it, and one load does not slow another.
  'grpc.use_local_subchannel_pool': 1,
};

/** How a client connects. */
export interface ClientOptions {
  /** Told of the load that the server reports with the end of a call. */
  readonly onLoad?: (report: LoadReport) => void;
  /** A channel to share with other clients, which is closed with any of them. @default its own */
  readonly channel?: BalancedChannel;
  /** Certificates for mutual TLS. @default those of the ASARG_TLS_* settings; no TLS without */
  readonly certificates?: CertificateSource;
  /** DNS name that the server's certificate must have. @default the host of the target */
  readonly serverName?: string;
}

/**
 * Credentials of a channel: mutual TLS, or none on one host or inside a trusted network.
 * @throws ConfigError if the settings are incomplete or their files cannot be used.
 */
export function channelCredentials({
  certificates = processCertificates(),
}: ClientOptions = {}): ChannelCredentials {
  return certificates ? tlsChannelCredentials(certificates) : credentials.createInsecure();
}

/** Options of a client of `target`: those of its channel, and what is told of its calls. */
export function clientOptionsOf(
  target: string,
  { onLoad, channel, serverName }: ClientOptions = {},
): GrpcClientOptions {
  limitConnects();
  return {
    ...(channel ? { channelOverride: channel.channel } : channelOptions),
    ...(serverName && { 'grpc.ssl_target_name_override': serverName }),
    interceptors: [
      callTelemetry(target, { isBalanced: channel !== undefined }),
      ...(onLoad ? [hearLoad(onLoad)] : []),
    ],
  };
}
