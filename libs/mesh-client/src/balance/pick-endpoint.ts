// SPDX-License-Identifier: Apache-2.0

/** An endpoint that may be picked. */
export interface Pickable {
  /** Its share of the calls while all have the same load; above 0. */
  readonly weight: number;
  /** Calls on it per weight. */
  readonly load: number;
}

/**
 * One of the endpoints: two are drawn by their weights, and the second is picked if a call more would
 * leave it with less load than the first has. Not the least loaded of all: what others reported is
 * a little old, and all clients would run to the same one. The call more is counted as a random part
 * of one: with few calls in flight, whole ones would favour either the large or the small.
 * @param random Numbers in [0, 1).
 */
export function pickEndpoint<E extends Pickable>(
  endpoints: readonly E[],
  random: () => number,
): E | undefined {
  const first = draw(endpoints, random);
  if (first === undefined || endpoints.length < 2) {
    return first;
  }
  const second = draw(
    endpoints.filter((endpoint) => endpoint !== first),
    random,
  )!;
  return second.load + random() / second.weight < first.load ? second : first;
}

function draw<E extends Pickable>(endpoints: readonly E[], random: () => number): E | undefined {
  const total = endpoints.reduce((sum, { weight }) => sum + weight, 0);
  let left = random() * total;
  for (const endpoint of endpoints) {
    left -= endpoint.weight;
    if (left < 0) {
      return endpoint;
    }
  }
  return endpoints.at(-1);
}
