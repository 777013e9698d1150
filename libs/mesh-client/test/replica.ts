// SPDX-License-Identifier: Apache-2.0
import { GenerateRequest, ReportServiceService, type GenerateResponse } from '@asarg/contracts';
import {
  createLogger,
  serverStream,
  ServiceFailure,
  startGrpcServer,
  type LoadReport,
  type RunningServer,
} from '@asarg/service-kit';
import { EventEmitter, once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ReportClient } from '../src/index.js';

/** One replica of a service of reports, behind a wire that can be cut. */
export interface Replica extends Pick<RunningServer, 'setServing' | 'drain'> {
  readonly address: string;
  /** Calls that it has got so far. */
  readonly calls: number;
  /** Its calls fail with UNAVAILABLE, before or after a first event; undefined: they do not. */
  refuse: 'before' | 'after' | undefined;
  /** Load of others, besides the calls that it has. */
  others: number;
  /** Waits until it has got so many calls. */
  untilCalls(count: number): Promise<void>;
  /** Cuts all connections, and takes no more: its process is gone. */
  kill(): Promise<void>;
}

export interface ReplicaOptions {
  readonly port?: number;
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** Milliseconds that a call takes. @default 0 */
  readonly callMs?: number;
  /** @default 4 */
  readonly capacity?: number;
  readonly maxConnectionAgeMs?: number;
}

/** Starts a replica on loopback. */
export async function startReplica({
  port = 0,
  host = '127.0.0.1',
  callMs = 0,
  capacity = 4,
  maxConnectionAgeMs,
}: ReplicaOptions = {}): Promise<Replica> {
  const events = new EventEmitter();
  let calls = 0;
  let running = 0;
  let others = 0;
  let refuse: Replica['refuse'];
  const stage: GenerateResponse = {
    event: { $case: 'stageStarted', value: { name: 'queue', service: '', startMs: 0 } as never },
  };

  async function* generate(): AsyncGenerator<GenerateResponse> {
    calls++;
    running++;
    events.emit('call');
    try {
      if (refuse === 'before') throw new ServiceFailure('UNAVAILABLE', 'not now');
      // Not all alike, or calls that began together go on together.
      if (callMs > 0) await delay(callMs * (0.5 + Math.random()));
      yield stage;
      if (refuse === 'after') throw new ServiceFailure('UNAVAILABLE', 'not any more');
    } finally {
      running--;
    }
  }

  const server = await startGrpcServer({
    listen: '127.0.0.1:0',
    services: [
      { definition: ReportServiceService, implementation: { generate: serverStream(generate) } },
    ],
    protoFiles: ['asarg/report/v1/report.proto'],
    healthNames: [''],
    logger: createLogger('replica', 'silent'),
    load: (): LoadReport => ({ waiting: others, running, capacity }),
    maxConnectionAgeMs,
  });
  const wire = await createWire(server.port, port, host);
  return {
    address: `${host}:${wire.port}`,
    get calls() {
      return calls;
    },
    get refuse() {
      return refuse;
    },
    set refuse(how) {
      refuse = how;
    },
    get others() {
      return others;
    },
    set others(count) {
      others = count;
    },
    setServing: server.setServing,
    async untilCalls(count) {
      const isReached = (): boolean => calls >= count;
      while (!isReached()) await once(events, 'call');
    },
    async drain(ms) {
      await server.drain(ms);
      await wire.cut();
    },
    async kill() {
      await wire.cut();
      await server.drain(0);
    },
  };
}

/** Bytes both ways between a port of its own and the server's. */
async function createWire(serverPort: number, port: number, host: string) {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(serverPort, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(port, host);
  await once(server, 'listening');
  const at = server.address() as { port: number };
  return {
    port: at.port,
    async cut() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}

const request = GenerateRequest.fromPartial({});

/** One call: the number of its events. */
export async function callOnce(client: ReportClient): Promise<number> {
  let events = 0;
  for await (const _ of client.generate(request, { deadlineMs: 10_000 })) events++;
  return events;
}

/** More than any test allows: a load that fails so often ends. */
const mostFailures = 100;

/** A constant load of calls, one after the other by each of the clients. */
export function callConstantly(client: ReportClient, clients: number) {
  const failures: unknown[] = [];
  let calls = 0;
  const stopped = new AbortController();
  async function loop(): Promise<void> {
    while (!stopped.signal.aborted && failures.length < mostFailures) {
      await callOnce(client).catch((error: unknown) => failures.push(error));
      calls++;
    }
  }
  const loops = Promise.all(Array.from({ length: clients }, loop));
  return {
    failures,
    get calls() {
      return calls;
    },
    async stop() {
      stopped.abort();
      await loops;
    },
  };
}
