// SPDX-License-Identifier: Apache-2.0
import {
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCallGate } from './call-gate.js';
import { callTelemetry } from './call-telemetry.js';
import { createHealth, type Health } from './health.js';
import type { LoadReport } from './load/load-report.js';
import { reportLoad } from './load/report-load.js';
import type { Logger } from './log/logger.js';
import { withPolicy } from './permissions/call-policy.js';
import { createPermissionGate } from './permissions/permission-gate.js';
import { widenReceiveWindow } from './receive-window.js';
import { addReflection } from './reflection.js';
import type { ServerSecurity } from './server-security.js';
import { tlsServerCredentials } from './tls/credentials.js';

/** Holds the largest frame (1440 x 1440 pixels of 16 bits) twice. */
const receiveWindowBytes = 8 * 1024 * 1024;

/** One service and what answers it. */
export interface HostedService {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}

export interface GrpcServerOptions {
  /** Address `host:port` to listen on; port 0 lets the system choose. */
  readonly listen: string;
  readonly services: readonly HostedService[];
  /** `.proto` files for reflection, absolute or relative to the contracts' `protoRoot`. */
  readonly protoFiles: readonly string[];
  /** Names that health answers for, SERVING at first; '' stands for the whole server. */
  readonly healthNames: readonly string[];
  readonly logger: Logger;
  /** Largest message received or sent, in bytes. @default 64 MiB */
  readonly maxMessageBytes?: number;
  /** Who may connect, and what they may call. @default everyone everything, without TLS */
  readonly security?: ServerSecurity;
  /** What the server has to do now; told with the end of every call. @default not told */
  readonly load?: () => LoadReport;
  /**
   * Milliseconds, give or take a tenth, after which a connection is asked to go: its calls are
   * finished, and the client connects anew, perhaps to another server behind the same name.
   * @default never
   */
  readonly maxConnectionAgeMs?: number;
}

/** A server that accepts calls. */
export interface RunningServer {
  /** The port listened on. */
  readonly port: number;
  /** `host:port` with the port listened on. */
  readonly address: string;
  /** `host:port` that answers health without TLS, if there is one. */
  readonly healthAddress?: string;
  /** Changes what health says of a name. */
  setServing(name: string, serving: boolean): void;
  /**
   * Health says NOT_SERVING, new calls get UNAVAILABLE, calls in flight may finish for at most
   * `ms` milliseconds and are then cut off. Resolves when everything is closed; later calls
   * return the same promise.
   */
  drain(ms: number): Promise<void>;
}

/**
 * Starts a gRPC server with health (`grpc.health.v1`) and reflection (v1, v1alpha).
 * @throws Error naming the address if it cannot be listened on.
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<RunningServer> {
  const {
    listen,
    healthNames,
    logger,
    maxMessageBytes = 64 * 1024 * 1024,
    security = {},
    load,
    maxConnectionAgeMs,
  } = options;
  const { certificates, permissions, healthListen } = security;
  const gate = createCallGate();
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    ...(maxConnectionAgeMs !== undefined && { 'grpc.max_connection_age_ms': maxConnectionAgeMs }),
    interceptors: [
      callTelemetry,
      ...(load ? [reportLoad(load)] : []),
      gate.interceptor,
      ...(permissions ? [createPermissionGate(permissions, logger)] : []),
    ],
  });
  const onListening = widenReceiveWindow(server, receiveWindowBytes);
  for (const { definition, implementation } of options.services) {
    server.addService(definition, withPolicy(implementation, permissions));
  }
  const health = createHealth(healthNames);
  health.addTo(server);
  addReflection(
    server,
    options.protoFiles,
    options.services.map(({ definition }) => definition),
  );
  const port = await bind(
    server,
    listen,
    certificates ? tlsServerCredentials(certificates) : ServerCredentials.createInsecure(),
  );
  onListening();
  const address = addressOf(listen, port);
  const plain =
    healthListen === undefined
      ? undefined
      : await serveHealth(health, healthListen).catch((error: unknown) => {
          server.forceShutdown();
          throw error;
        });
  const unwatch = certificates?.onEvent((event) =>
    event.kind === 'reloaded'
      ? logger.info({ validTo: event.validTo }, 'certificates reloaded')
      : logger.error({ reason: event.reason }, 'changed certificates not used'),
  );
  if (certificates && !permissions) {
    logger.warn('no permissions are set: every client with a certificate may call everything');
  }

  async function stop(ms: number): Promise<void> {
    let cut = false;
    const passed = sleep(ms, undefined, { ref: false }).then(() => {
      cut = true;
      return undefined;
    });
    healthNames.forEach((name) => health.setServing(name, false));
    gate.close();
    logger.info({ address, drainMs: ms }, 'draining');
    await Promise.race([gate.idle(), passed]);
    health.endWatches();
    // In-flight answers may still be on their way out: a graceful close sends them first.
    await Promise.race([shutDown(server), passed]);
    server.forceShutdown();
    plain?.server.forceShutdown();
    unwatch?.();
    logger.info({ address, cut }, 'drained');
  }

  let stopped: Promise<void> | undefined;
  return {
    port,
    address,
    ...(plain && { healthAddress: plain.address }),
    setServing: health.setServing,
    drain: (ms) => (stopped ??= stop(ms)),
  };
}

/** Health alone, without TLS: probes of an orchestrator have no certificate. */
async function serveHealth(health: Health, listen: string) {
  const server = new Server();
  health.addTo(server);
  const port = await bind(server, listen, ServerCredentials.createInsecure());
  return { server, address: addressOf(listen, port) };
}

function addressOf(listen: string, port: number): string {
  return `${listen.slice(0, listen.lastIndexOf(':'))}:${port}`;
}

function bind(server: Server, listen: string, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(listen, credentials, (error, port) => {
      if (error) {
        reject(new Error(`could not listen on ${listen}: ${error.message}`, { cause: error }));
      } else {
        resolve(port);
      }
    });
  });
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.tryShutdown(() => resolve());
  });
}
