// SPDX-License-Identifier: Apache-2.0

/** Runs `work` on every item, at most `width` at once, in order of start. The first error wins. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: Math.min(width, items.length) }, async () => {
      // All share one iterator: each takes the next item when it is free.
      for (const item of queue) await work(item);
    }),
  );
}
