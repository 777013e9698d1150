// SPDX-License-Identifier: Apache-2.0
import type { Attributes } from '@opentelemetry/api';
import { attribute } from './attributes.js';

/**
 * Methods that are asked all the time: they are part of a trace only if their caller's is one.
 * Health and reflection (packages `grpc.*`) never are.
 */
const housekeeping =
  /\/(Describe|RenewLease|ListSpecialists|WatchSpecialists|Server(Live|Ready)|ModelReady|ModelMetadata)$/;

/** How much a call of a method is to be told of, by its path `/package.Service/Method`. */
export function rpcInterest(path: string): 'none' | 'within-a-trace' | 'always' {
  return path.startsWith('/grpc.') ? 'none' : housekeeping.test(path) ? 'within-a-trace' : 'always';
}

/** `package.Service/Method` of a path. */
export function rpcMethodOf(path: string): string {
  return path.slice(1);
}

/** Attributes of a call, by the semantic conventions for RPC. */
export function rpcAttributes(path: string): Attributes {
  return { [attribute.rpcSystem]: 'grpc', [attribute.rpcMethod]: rpcMethodOf(path) };
}

/** `server.address` and `server.port` of a target `host:port`. */
export function serverAttributes(target: string): Attributes {
  const colon = target.lastIndexOf(':');
  const port = Number(target.slice(colon + 1));
  return colon > 0 && Number.isInteger(port)
    ? { [attribute.serverAddress]: target.slice(0, colon), [attribute.serverPort]: port }
    : { [attribute.serverAddress]: target };
}

/** `network.peer.address` and `network.peer.port` of what a call says of its peer, if it is `host:port`. */
export function peerAttributes(peer: string): Attributes {
  const colon = peer.lastIndexOf(':');
  const port = Number(peer.slice(colon + 1));
  return colon > 0 && Number.isInteger(port) && !peer.includes('/')
    ? { [attribute.peerAddress]: peer.slice(0, colon), [attribute.peerPort]: port }
    : {};
}

/** Statuses that are the server's fault; of a client's span every status but OK is an error. */
const serverErrors: ReadonlySet<string> = new Set([
  'UNKNOWN',
  'DEADLINE_EXCEEDED',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
]);

/** Whether a server's span that ended with this gRPC status is an error. */
export function isServerError(status: string): boolean {
  return serverErrors.has(status);
}
