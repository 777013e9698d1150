// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';

/**
 * The endpoints that a client connects to when there are more than `size`: those with the highest
 * hash of both (rendezvous). Each client has a subset of its own that does not depend on order;
 * an endpoint that comes or goes changes at most one of it, and all clients together spread evenly.
 */
export function chooseSubset(
  endpoints: readonly string[],
  client: string,
  size: number,
): readonly string[] {
  if (endpoints.length <= size) {
    return endpoints;
  }
  return endpoints
    .map((endpoint) => ({ endpoint, rank: rankOf(client, endpoint) }))
    .toSorted((a, b) => b.rank - a.rank || (a.endpoint < b.endpoint ? -1 : 1))
    .slice(0, size)
    .map(({ endpoint }) => endpoint);
}

function rankOf(client: string, endpoint: string): number {
  return createHash('sha256').update(`${client}\n${endpoint}`).digest().readUIntBE(0, 6);
}
