// SPDX-License-Identifier: Apache-2.0
import type { Client } from '../access/client.js';

/**
 * A line in which clients get shares by weight, whoever sends how much (start-time fair queueing).
 * Each client's own requests keep their order.
 */
export interface FairLine<T> {
  readonly size: number;
  /** How many of a client's wait. */
  of(client: Client): number;
  add(client: Client, item: T): void;
  /** Takes one out; false if it does not wait. */
  remove(client: Client, item: T): boolean;
  /** Takes out the next one of a client that may have one now; undefined if there is none. */
  next(mayHave: (client: Client) => boolean): T | undefined;
  /** Takes out all. */
  clear(): T[];
  /** How many would be taken out before a newcomer of a client, if nobody else came. */
  ahead(client: Client): number;
  /** The client that has most waiting for its weight, one more counted for `newcomer`. */
  mostCrowded(newcomer: Client): Client;
  /** Takes out what a client added last. */
  dropNewest(client: Client): T | undefined;
}

/** A client with requests in the line, or that had some lately. */
interface Lane<T> {
  readonly client: Client;
  readonly items: T[];
  /** Virtual time at which its first request may start: what it has had, divided by its weight. */
  start: number;
}

export function createFairLine<T>(): FairLine<T> {
  const lanes = new Map<Client, Lane<T>>();
  let size = 0;
  /** Start of the request taken out last. */
  let virtualTime = 0;

  function laneOf(client: Client): Lane<T> {
    let lane = lanes.get(client);
    if (lane === undefined) {
      lane = { client, items: [], start: virtualTime };
      lanes.set(client, lane);
    }
    return lane;
  }

  /** Start of a newcomer; one that had nothing waiting has saved nothing up. */
  function startOfNext(client: Client): number {
    const lane = lanes.get(client);
    if (lane === undefined) return virtualTime;
    const { items, start } = lane;
    return items.length === 0 ? Math.max(virtualTime, start) : start + items.length / client.weight;
  }

  return {
    get size() {
      return size;
    },
    of: (client) => lanes.get(client)?.items.length ?? 0,
    add(client, item) {
      const start = startOfNext(client);
      const lane = laneOf(client);
      if (lane.items.length === 0) lane.start = start;
      lane.items.push(item);
      size++;
    },
    remove(client, item) {
      const items = lanes.get(client)?.items ?? [];
      const at = items.indexOf(item);
      if (at < 0) return false;
      items.splice(at, 1);
      size--;
      return true;
    },
    next(mayHave) {
      let first: Lane<T> | undefined;
      for (const lane of lanes.values()) {
        if (lane.items.length === 0 || !mayHave(lane.client)) continue;
        if (first === undefined || lane.start < first.start) first = lane;
      }
      if (first === undefined) return undefined;
      virtualTime = Math.max(virtualTime, first.start);
      first.start += 1 / first.client.weight;
      // Whoever has as much as it may have now saves nothing up for later.
      for (const lane of lanes.values()) {
        if (lane !== first && !mayHave(lane.client)) lane.start = Math.max(lane.start, virtualTime);
      }
      size--;
      return first.items.shift();
    },
    clear() {
      size = 0;
      return [...lanes.values()].flatMap(({ items }) => items.splice(0));
    },
    ahead(client) {
      const start = startOfNext(client);
      let count = 0;
      for (const lane of lanes.values()) {
        const before =
          lane.client === client
            ? lane.items.length
            : Math.floor((start - lane.start) * lane.client.weight + 1e-9) + 1;
        count += Math.min(lane.items.length, Math.max(0, before));
      }
      return count;
    },
    mostCrowded(newcomer) {
      let worst = newcomer;
      let most = (laneOf(newcomer).items.length + 1) / newcomer.weight;
      for (const { client, items } of lanes.values()) {
        const crowd = items.length / client.weight;
        if (client !== newcomer && crowd > most) [worst, most] = [client, crowd];
      }
      return worst;
    },
    dropNewest(client) {
      const item = lanes.get(client)?.items.pop();
      if (item !== undefined) size--;
      return item;
    },
  };
}
