// SPDX-License-Identifier: Apache-2.0
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
import { callTelemetry } from './call-telemetry.js';
import { limitConnects } from './connect-limit.js';

const mebibyte = 1024 * 1024;

/** Options of every channel of the mesh, with their reasons. */
const channelOptions: ChannelOptions = {
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

/** Options of a client of `target`: those of its channel, and the telemetry of its calls. */
export function clientOptionsOf(target: string): GrpcClientOptions {
  limitConnects();
  return { ...channelOptions, interceptors: [callTelemetry(target)] };
}

/** How a client connects. */
export interface ClientOptions {
  /** Certificates for mutual TLS. @default those of the ASARG_TLS_* settings; no TLS without */
  readonly certificates?: CertificateSource;
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
