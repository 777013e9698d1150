// SPDX-License-Identifier: Apache-2.0
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { keyHeaders } from './key-headers.js';

const probeDeadlineMs = 1_000;

/** Whether something accepts TCP connections at `host:port`. */
function accepts(address: string): Promise<boolean> {
  const at = address.lastIndexOf(':');
  return new Promise((resolve) => {
    const socket = connect({ host: address.slice(0, at), port: Number(address.slice(at + 1)) });
    const answer = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.setTimeout(probeDeadlineMs, () => answer(false));
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });
}

/**
 * Asks a gRPC service whether it is SERVING. The port is tried first with a plain connection: a
 * gRPC channel that meets a closed port waits a second before it tries again.
 */
export function createHealthProbe(address: string): () => Promise<boolean> {
  return async () => {
    if (!(await accepts(address))) return false;
    const { createHealthClient } = await import('@asarg/mesh-client');
    const client = createHealthClient(address);
    try {
      return (await client.check('', { deadlineMs: probeDeadlineMs })) === 'SERVING';
    } finally {
      client.close();
    }
  };
}

/** Whether the gateway says that it and fusion-llm can work. */
export async function gatewayIsReady(url: string, signal?: AbortSignal): Promise<boolean> {
  const limit = AbortSignal.timeout(probeDeadlineMs);
  const response = await fetch(new URL('/readyz', url), {
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  });
  await response.body?.cancel();
  return response.ok;
}

interface SpecialistList {
  readonly specialists?: readonly { readonly name: string; readonly state: string }[];
}

/**
 * Names of the registered specialists that are not in use yet. Waits, at most `limitMs`, until
 * there are none: a report made before that would be PARTIAL for no lasting reason.
 */
export async function specialistsNotActive(url: string, limitMs: number): Promise<string[]> {
  const until = performance.now() + limitMs;
  let waiting: string[] = [];
  do {
    try {
      const response = await fetch(new URL('/v1/specialists', url), {
        signal: AbortSignal.timeout(probeDeadlineMs),
        headers: keyHeaders(),
      });
      const list = (await response.json()) as SpecialistList;
      waiting = (list.specialists ?? []).filter((s) => s.state !== 'active').map((s) => s.name);
      if (waiting.length === 0) return [];
    } catch {
      // The gateway answered /readyz a moment ago; whatever this was, the next try will tell.
    }
    await delay(100);
  } while (performance.now() < until);
  return waiting;
}

/** Whether an ASaRG gateway, ready or not, answers at `url`; anything else there is not one. */
export async function isGateway(url: string, limitMs: number): Promise<boolean> {
  try {
    const response = await fetch(new URL('/v1/specialists', url), {
      signal: AbortSignal.timeout(limitMs),
    });
    const body = (await response.json()) as { specialists?: unknown; type?: unknown };
    return Array.isArray(body.specialists) || String(body.type).startsWith('urn:asarg:problem:');
  } catch {
    return false;
  }
}
