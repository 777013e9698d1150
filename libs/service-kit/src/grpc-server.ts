// SPDX-License-Identifier: Apache-2.0
import {
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCallGate } from './call-gate.js';
import { addHealth } from './health.js';
import type { Logger } from './logger.js';
import { widenReceiveWindow } from './receive-window.js';
import { addReflection } from './reflection.js';

/** Holds the largest frame (1440 x 1440 pixels of 16 bits) twice. */
const receiveWindowBytes = 8 * 1024 * 1024;

/** One service and what answers it. */
export interface HostedService {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}

export interface GrpcServerOptions {
  /** Address `host:port` to listen on, without TLS; port 0 lets the system choose. */
  readonly listen: string;
  readonly services: readonly HostedService[];
  /** `.proto` files for reflection, absolute or relative to the contracts' `protoRoot`. */
  readonly protoFiles: readonly string[];
  /** Names that health answers for, SERVING at first; '' stands for the whole server. */
  readonly healthNames: readonly string[];
  readonly logger: Logger;
  /** Largest message received or sent, in bytes. @default 64 MiB */
  readonly maxMessageBytes?: number;
}

/** A server that accepts calls. */
export interface RunningServer {
  /** The port listened on. */
  readonly port: number;
  /** `host:port` with the port listened on. */
  readonly address: string;
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
  const { listen, healthNames, logger, maxMessageBytes = 64 * 1024 * 1024 } = options;
  const gate = createCallGate();
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    interceptors: [gate.interceptor],
  });
  const onListening = widenReceiveWindow(server, receiveWindowBytes);
  for (const { definition, implementation } of options.services) {
    server.addService(definition, implementation);
  }
  const health = addHealth(server, healthNames);
  addReflection(
    server,
    options.protoFiles,
    options.services.map(({ definition }) => definition),
  );
  const port = await bind(server, listen);
  onListening();
  const address = `${listen.slice(0, listen.lastIndexOf(':'))}:${port}`;

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
    logger.info({ address, cut }, 'drained');
  }

  let stopped: Promise<void> | undefined;
  return {
    port,
    address,
    setServing: health.setServing,
    drain: (ms) => (stopped ??= stop(ms)),
  };
}

function bind(server: Server, listen: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(listen, ServerCredentials.createInsecure(), (error, port) => {
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
