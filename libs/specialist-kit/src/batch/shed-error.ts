// SPDX-License-Identifier: Apache-2.0

/** Thrown when a queue does not take a request, or gives its place to one that is more urgent. */
export class ShedError extends Error {
  override readonly name = 'ShedError';

  constructor(
    message: string,
    /** Milliseconds after which trying again makes sense; -1 if it never will for this request. */
    readonly pushbackMs: number,
  ) {
    super(message);
  }
}

/** There is no room for a request, which is the least urgent. */
export function queueFull(maxWaiting: number, pushbackMs: number): ShedError {
  return new ShedError(
    `expected at most ${maxWaiting} waiting requests, found the queue full`,
    pushbackMs,
  );
}

/** A request had waited when one came that is more urgent, and there was no room for both. */
export function displaced(maxWaiting: number, pushbackMs: number): ShedError {
  return new ShedError(
    `expected at most ${maxWaiting} waiting requests, found the queue full of earlier deadlines`,
    pushbackMs,
  );
}

/** The turn of a request would come too late: whenever it tries again, its deadline is the same. */
export function tooLateToQueue(leftMs: number, ahead: number, expectedMs: number): ShedError {
  return new ShedError(
    `expected an answer within ${Math.round(leftMs)} ms, found ${ahead} requests ahead: about ${Math.round(expectedMs)} ms`,
    -1,
  );
}
