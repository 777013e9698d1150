// SPDX-License-Identifier: Apache-2.0
import type { ChannelOptions, experimental } from '@grpc/grpc-js';
import { lookup } from 'node:dns/promises';
import { isIPv6 } from 'node:net';
import { parseMeshTarget } from './mesh-target.js';
import { tellEndpoints } from './tell-endpoints.js';

/** Finds the addresses of a name. */
export type LookUp = (host: string) => Promise<readonly string[]>;

/** Key of the channel option that tells how often a name is looked up, in milliseconds. */
export const dnsIntervalOption = 'grpc.internal.no_subchannel.asarg_dns_interval_ms';
/** Key of the channel option that replaces the system's resolver. */
export const dnsLookUpOption = 'grpc.internal.no_subchannel.asarg_dns_look_up';

// A pod that is new gets traffic within this and its start; one look-up is a packet.
const intervalMs = 2_000;
// A connection that broke asks at once, but not more often than this.
const shortestMs = 200;

/**
 * The endpoints that a name resolves to, looked up when the channel asks and again and again:
 * grpc-js's own resolver looks only when a connection has failed, and so never sees a server that
 * is new. IPv4 addresses if there are any, else IPv6: a server with both is one endpoint.
 */
export function createDnsResolver(
  target: experimental.GrpcUri,
  listener: experimental.ResolverListener,
  options: ChannelOptions,
): experimental.Resolver {
  const parsed = parseMeshTarget(`asarg-dns:///${target.path}`);
  const { host, port } = parsed as Extract<typeof parsed, { kind: 'dns' }>;
  const everyMs = Number(options[dnsIntervalOption] ?? intervalMs);
  const lookUp: LookUp = options[dnsLookUpOption] ?? systemLookUp;
  let tell = tellEndpoints(listener);
  let stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;
  let lookedAtMs = -Infinity;

  async function look({ signal }: AbortController): Promise<void> {
    isLooking = true;
    lookedAtMs = performance.now();
    try {
      const hosts = await lookUp(host);
      if (!signal.aborted) {
        tell.found(hosts.map((found) => `${isIPv6(found) ? `[${found}]` : found}:${port}`));
      }
    } catch (error) {
      if (!signal.aborted) {
        tell.failed((error as NodeJS.ErrnoException).code ?? String(error));
      }
    }
    if (!signal.aborted) {
      isLooking = false;
      plan(everyMs);
    }
  }

  function plan(inMs: number): void {
    clearTimeout(timer);
    const current = stop;
    timer = setTimeout(() => void look(current), inMs);
    timer.unref();
  }

  return {
    updateResolution() {
      if (!isLooking) {
        plan(Math.max(0, shortestMs - (performance.now() - lookedAtMs)));
      }
    },
    destroy() {
      clearTimeout(timer);
      stop.abort();
      stop = new AbortController();
      isLooking = false;
      // A channel that wakes up again has forgotten what it was told.
      tell = tellEndpoints(listener);
    },
  };
}

async function systemLookUp(host: string): Promise<readonly string[]> {
  const all = await lookup(host, { all: true });
  const v4 = all.filter(({ family }) => family === 4);
  return (v4.length > 0 ? v4 : all).map(({ address }) => address);
}
